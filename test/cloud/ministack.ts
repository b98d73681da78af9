import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answering } from './answering.ts';
import { pythonPrograms } from './environment.ts';
import { type Forwarder, forward, withRanges } from './forward.ts';
import { freePort } from './free-port.ts';
import { start } from './run.ts';

export const ACCOUNT = '000000000000';
export const REGION = 'eu-west-1';

/** An access key of twelve digits is the account for MiniStack. */
export const CREDENTIALS = { accessKeyId: ACCOUNT, secretAccessKey: 'ministack' };

/** MiniStack, empty, for as long as it is not disposed of. */
export interface MiniStack extends AsyncDisposable {
  readonly url: string;
  readonly mailUrl: string;
  /** What the CDK and the SDK read. */
  readonly variables: Readonly<Record<string, string>>;
  /** A port of its own for one HTTP API. */
  openApi(apiId: string): Promise<Forwarder>;
}

/** @throws Missing where there is no Python */
export async function startMiniStack(): Promise<MiniStack> {
  const programs = await pythonPrograms();
  await using opened = new AsyncDisposableStack();
  // Not in this project: its package.json would make ECMAScript modules of the scripts that MiniStack starts functions with.
  const temporary = await mkdtemp(join(tmpdir(), 'encrypt5-ministack-'));
  opened.defer(() => rm(temporary, { recursive: true, force: true, maxRetries: 10 }));
  const port = await freePort();
  const s3 = opened.use(await forward({ port, answer: withRanges }));
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
        // Its functions take it over.
        AWS_ENDPOINT_URL_S3: s3.url,
      },
    }),
  );
  const url = `http://127.0.0.1:${port}`;
  await answering(`${url}/_ministack/ready`, running);
  const all = opened.move();
  return {
    url,
    mailUrl: `${url}/_ministack/ses/messages`,
    variables: {
      AWS_ENDPOINT_URL: url,
      AWS_ENDPOINT_URL_S3: url,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_REGION: REGION,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
    },
    openApi: async (apiId) => all.use(await forward({ port, prefix: `/_aws/execute-api/${apiId}/$default` })),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
