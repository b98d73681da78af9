import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answering } from './answering.ts';
import { pythonPrograms } from './environment.ts';
import { type Forwarder, forward, withRanges } from './forward.ts';
import { freePort } from './free-port.ts';
import { start } from './run.ts';

export const ACCOUNT = '000000000000';
export const REGION = 'eu-west-1';

/** An access key of twelve digits is the account for MiniStack, and it verifies signed addresses with this secret. */
export const CREDENTIALS = { accessKeyId: ACCOUNT, secretAccessKey: 'test' };

/** MiniStack, empty, for as long as it is not disposed of. */
export interface MiniStack extends AsyncDisposable {
  readonly url: string;
  readonly mailUrl: string;
  /** What the CDK and the SDK read. */
  readonly variables: Readonly<Record<string, string>>;
  /** A port of its own for one HTTP API. */
  openApi(apiId: string): Promise<Forwarder>;
}

/**
 * @param iam - whether the policies of roles and resources are obeyed
 * @throws Missing where there is no Python
 */
export async function startMiniStack({ iam }: { readonly iam: boolean }): Promise<MiniStack> {
  const programs = await pythonPrograms();
  await using opened = new AsyncDisposableStack();
  // Not in this project: its package.json would make ECMAScript modules of the scripts that MiniStack starts functions with.
  const temporary = await mkdtemp(join(tmpdir(), 'encrypt5-ministack-'));
  const remove = () => rmSync(temporary, { recursive: true, force: true, maxRetries: 10 });
  process.on('exit', remove);
  opened.defer(() => {
    process.off('exit', remove);
    remove();
  });
  const port = await freePort();
  const gateway = opened.use(await forward({ port, answer: withRanges }));
  const running = opened.use(
    await start({
      name: 'ministack',
      file: join(programs, 'ministack'),
      args: [],
      folder: temporary,
      variables: {
        GATEWAY_PORT: `${port}`,
        BIND_HOST: '127.0.0.1',
        MINISTACK_HOST: 'localhost',
        MINISTACK_REGION: REGION,
        TMPDIR: temporary,
        AUTH: `${iam}`,
        // Policies ask for it.
        USE_SSL: '1',
        // Its functions take these over; the certificate is made anew at each start, and nobody else listens on 127.0.0.1.
        NODE_TLS_REJECT_UNAUTHORIZED: '0',
        AWS_ENDPOINT_URL_S3: gateway.url,
      },
    }),
  );
  await answering(`${gateway.url}/_ministack/ready`, running);
  const all = opened.move();
  return {
    url: gateway.url,
    mailUrl: `${gateway.url}/_ministack/ses/messages`,
    variables: {
      AWS_ENDPOINT_URL: gateway.url,
      AWS_ENDPOINT_URL_S3: gateway.url,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_REGION: REGION,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
    },
    openApi: async (apiId) => all.use(await forward({ port, prefix: `/_aws/execute-api/${apiId}/$default` })),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
