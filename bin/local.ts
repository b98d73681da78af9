import { readFileSync } from 'node:fs';
import { isatty } from 'node:tty';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  DataFolderInUseError,
  DataFolderUnusableError,
  type FaultRule,
  formatRecord,
  type LocalCloud,
  PortTakenError,
  paint,
  plain,
  readFaultRules,
  startLocalCloud,
  TemplateError,
  UnsupportedPolicy,
  UnsupportedProperty,
} from 'local-cloud';
import { z } from 'zod';

const OLDEST_NODE = 24;
const PROFILE = 'encrypt5-local';
const HEALTH = /^\/api\/health(\/|$)/;

const usage = `Runs Encrypt5 on this machine: the page, the API and every AWS service that they need.

  npm start -- [options]

  --port NUMBER       the page and the API          (ENCRYPT5_PORT, 3000)
  --aws-port NUMBER   the AWS endpoint              (ENCRYPT5_AWS_PORT, 4566)
  --mail-port NUMBER  the mailbox                   (ENCRYPT5_MAIL_PORT, 8025)
  --data FOLDER       where everything is kept      (ENCRYPT5_DATA, .encrypt5)
  --faults FILE       what shall go wrong: a list of rules in JSON, see below
  --watch             for developers: changes take effect at once, the page is reloaded hot (npm run dev)
  -c NAME=VALUE       a setting of the stack, as for "cdk deploy"; may be repeated
  --help              this text

Everything listens on 127.0.0.1 only; a port of 0 takes any that is free.

Rules for --faults, each with one of "nth", "every" and "forSeconds" at the most:

  [{ "call": "s3:UploadPart", "nth": 3, "fault": { "error": "SlowDown", "status": 503 } },
   { "call": "dynamodb:*", "every": 10, "fault": "throttle" },
   { "call": "kms:*", "forSeconds": 2, "fault": "throttle" },
   { "function": "encryptor", "nth": 4, "fault": "kill-after" },
   { "queue": "work", "fault": "deliver-twice" }]

  Faults of calls: "throttle", "cut-request", "cut-answer", "kill-before", "kill-after",
  { "delayMilliseconds": 500 }, { "error": CODE, "status": 500 },
  "transaction-conflict" (dynamodb:TransactWriteItems),
  "leave-unprocessed" (dynamodb:BatchGetItem, dynamodb:BatchWriteItem),
  "error-in-200" (s3:CompleteMultipartUpload, s3:CopyObject, s3:UploadPartCopy).
`;

const port = z.coerce
  .number('must be a number')
  .int('must be a whole number')
  .min(0, 'must be 0 or more')
  .max(65_535, 'must be 65535 or less');
const optionsSchema = z.object({
  port: port.default(3000),
  'aws-port': port.default(4566),
  'mail-port': port.default(8025),
  data: z.string().min(1, 'must name a folder').default('.encrypt5'),
  context: z
    .array(
      z
        .string()
        .regex(/^[^=]+=/, 'must be NAME=VALUE')
        .transform(splitSetting),
    )
    .default([]),
  faults: z.string().min(1, 'must name a file').optional(),
  watch: z.boolean().default(false),
});

type Options = Omit<z.output<typeof optionsSchema>, 'faults'> & { readonly faults: readonly FaultRule[] };

function splitSetting(text: string): readonly [name: string, value: string] {
  const equals = text.indexOf('=');
  return [text.slice(0, equals), text.slice(equals + 1)];
}

/** @throws Error whose message a person can act on */
function readOptions(): Options | 'help' {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      'aws-port': { type: 'string' },
      'mail-port': { type: 'string' },
      data: { type: 'string' },
      context: { type: 'string', short: 'c', multiple: true },
      faults: { type: 'string' },
      watch: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  const parsed = optionsSchema.safeParse({
    ...values,
    port: values.port ?? variable('ENCRYPT5_PORT'),
    'aws-port': values['aws-port'] ?? variable('ENCRYPT5_AWS_PORT'),
    'mail-port': values['mail-port'] ?? variable('ENCRYPT5_MAIL_PORT'),
    data: values.data ?? variable('ENCRYPT5_DATA'),
  });
  if (parsed.success) {
    const { faults } = parsed.data;
    return { ...parsed.data, faults: faults === undefined ? [] : readFaults(faults) };
  }
  throw new Error(
    parsed.error.issues.map(({ path: [name], message }) => `${optionOf(name)} ${message}`).join('\n'),
  );
}

/** As the usage lists it. */
function optionOf(name: PropertyKey | undefined): string {
  return name === 'context' ? '-c' : `--${String(name)}`;
}

/** An empty variable counts as none. */
function variable(name: string): string | undefined {
  return process.env[name] || undefined;
}

/** @throws Error whose message a person can act on */
function readFaults(file: string): FaultRule[] {
  try {
    return readFaultRules(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`--faults ${file}: ${messageOf(error)}`);
  }
}

function start(options: Options): Promise<LocalCloud> {
  const colour = isatty(1) && process.env['NO_COLOR'] === undefined ? paint : plain;
  return startLocalCloud({
    port: options.port,
    awsPort: options['aws-port'],
    mailPort: options['mail-port'],
    dataFolder: options.data,
    projectFolder: fileURLToPath(new URL('..', import.meta.url)),
    // On a laptop everybody may register, and the first is its administrator: it is one's own.
    settings: {
      registration: 'open',
      firstUserIsAdministrator: true,
      ...Object.fromEntries(options.context),
    },
    stackName: 'Encrypt5',
    sources: ['package.json', 'package-lock.json', 'bin', 'lib/cloud', 'functions', 'frontend'],
    profile: PROFILE,
    faults: options.faults,
    ...(options.watch && {
      development: {
        viteConfig: fileURLToPath(new URL('../frontend/vite.config.ts', import.meta.url)),
        watched: ['functions', 'lib/cloud'],
        appFolder: 'lib/cloud',
        apiPath: '/api/',
      },
    }),
    onRecord: (record) => {
      const time = new Date().toTimeString().slice(0, 8);
      formatRecord(record, colour, HEALTH).forEach((line, index) => {
        console.log(`${index === 0 ? colour('gray', time) : ' '.repeat(time.length)}  ${line}`);
      });
    },
  });
}

function greet(cloud: LocalCloud, data: string, seconds: number): void {
  console.log(`
  Encrypt5 is ready in ${seconds.toFixed(1)} s

    page      ${cloud.pageUrl}
    mailbox   ${cloud.mailUrl}
    AWS       ${cloud.awsUrl}
    data      ${data} (AWS profile ${PROFILE} in its file "credentials")
`);
}

/** Ends the process; before the cloud runs, there is nothing to stop. */
let end = (): void => process.exit(0);

/** The first signal ends cleanly, a second one at once. */
function endOnSignals(cloud: LocalCloud): void {
  let ending = false;
  end = (): void => {
    if (ending) process.exit(1);
    ending = true;
    cloud.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}

/** Whoever reads the output may have seen enough (`| head`): that is an end, and no failure. */
function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    end();
  });
}

/** Errors that say all there is to say; a stack would only hide it. */
const TELLING = [
  DataFolderInUseError,
  DataFolderUnusableError,
  PortTakenError,
  TemplateError,
  UnsupportedPolicy,
  UnsupportedProperty,
];

function fail(error: unknown): never {
  const telling = error instanceof Error && TELLING.some((kind) => error instanceof kind);
  console.error(telling ? error.message : error);
  process.exit(1);
}

function complain(error: unknown): never {
  // The reason comes last, where it is seen: what is above it scrolls away.
  console.error(`${usage}\n${messageOf(error)}`);
  process.exit(2);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function main(): Promise<void> {
  endWithReader();
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    console.error(
      `Encrypt5 needs Node ${OLDEST_NODE}; this is ${process.version}. "npm start" brings the right one along.`,
    );
    process.exit(1);
  }
  let options: Options | 'help';
  try {
    options = readOptions();
  } catch (error) {
    complain(error);
  }
  if (options === 'help') {
    console.log(usage);
    return;
  }
  try {
    const cloud = await start(options);
    greet(cloud, options.data, process.uptime());
    endOnSignals(cloud);
  } catch (error) {
    fail(error);
  }
}

await main();
