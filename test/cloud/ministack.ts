import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonPrograms } from './environment.ts';
import { type Forwarder, forward, withRanges } from './forward.ts';
import { freePort } from './free-port.ts';
import { start } from './run.ts';
import { waitForAnswer } from './wait-for-answer.ts';

export const ACCOUNT = '000000000000';
export const REGION = 'eu-west-1';

/** MiniStack uses an access key of twelve digits as the account number, and verifies presigned URLs with this secret. */
export const CREDENTIALS = { accessKeyId: ACCOUNT, secretAccessKey: 'test' };

/** A running MiniStack. Disposing of it stops it and deletes its data. */
export interface MiniStack extends AsyncDisposable {
  readonly url: string;
  /** The address that lists the emails which were sent. */
  readonly mailUrl: string;
  /** Environment variables for the CDK and the SDK. */
  readonly variables: Readonly<Record<string, string>>;
  /** Opens a port for one HTTP API. */
  openApi(apiId: string): Promise<Forwarder>;
}

/**
 * Starts MiniStack without data.
 *
 * @param iam - whether it enforces the policies of roles and resources
 * @throws MissingRequirement if there is no Python
 */
export async function startMiniStack({ iam }: { readonly iam: boolean }): Promise<MiniStack> {
  const programs = await pythonPrograms();
  await using opened = new AsyncDisposableStack();
  // Outside of this project: its package.json would turn the scripts that start MiniStack's functions into ECMAScript modules.
  const temporary = await mkdtemp(join(tmpdir(), 'encrypt5-ministack-'));
  const remove = () => rmSync(temporary, { recursive: true, force: true, maxRetries: 10 });
  process.on('exit', remove);
  opened.defer(() => {
    process.off('exit', remove);
    remove();
  });
  const port = await freePort();
  const gateway = opened.use(await forward({ port, respond: withRanges }));
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
        // The bucket policies require TLS.
        USE_SSL: '1',
        // The functions inherit these variables. They cannot verify MiniStack's certificate, which is new at each start, but their
        // connections stay on 127.0.0.1.
        NODE_TLS_REJECT_UNAUTHORIZED: '0',
        AWS_ENDPOINT_URL_S3: gateway.url,
      },
    }),
  );
  await waitForAnswer(`${gateway.url}/_ministack/ready`, running);
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
