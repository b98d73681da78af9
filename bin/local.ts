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

const usage = `Runs Encrypt5 on this machine: the page, the API and a local cloud in place of AWS.

Usage:
  npm start -- [options]

Options:
  --port NUMBER       port of the page and the API          (ENCRYPT5_PORT, default 3000)
  --aws-port NUMBER   port of the AWS endpoint              (ENCRYPT5_AWS_PORT, default 4566)
  --mail-port NUMBER  port of the mailbox                   (ENCRYPT5_MAIL_PORT, default 8025)
  --data FOLDER       folder for all data, created if new   (ENCRYPT5_DATA, default .encrypt5)
  -c NAME=VALUE       setting of the vault, as for "cdk deploy" (see README.md); can be repeated
  --faults FILE       inject faults by the rules in a JSON file (see below)
  --watch             for developers: apply code changes immediately (same as "npm run dev")
  -h, --help          print this help

All ports listen on 127.0.0.1 only. Port 0 selects a free port.

Rules for --faults. Each rule can have one of "nth", "every" and "forSeconds":

  [{ "call": "s3:UploadPart", "nth": 3, "fault": { "error": "SlowDown", "status": 503 } },
   { "call": "dynamodb:*", "every": 10, "fault": "throttle" },
   { "call": "kms:*", "forSeconds": 2, "fault": "throttle" },
   { "function": "encryptor", "nth": 4, "fault": "kill-after" },
   { "queue": "work", "fault": "deliver-twice" }]

  Faults for "call" rules: "throttle", "cut-request", "cut-answer", "kill-before", "kill-after",
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

/**
 * Reads the command line and the environment variables.
 *
 * @throws Error with a message for the user
 */
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
    port: values.port ?? environmentVariable('ENCRYPT5_PORT'),
    'aws-port': values['aws-port'] ?? environmentVariable('ENCRYPT5_AWS_PORT'),
    'mail-port': values['mail-port'] ?? environmentVariable('ENCRYPT5_MAIL_PORT'),
    data: values.data ?? environmentVariable('ENCRYPT5_DATA'),
  });
  if (parsed.success) {
    const { faults } = parsed.data;
    return { ...parsed.data, faults: faults === undefined ? [] : readFaults(faults) };
  }
  throw new Error(
    parsed.error.issues.map(({ path: [name], message }) => `${optionName(name)} ${message}`).join('\n'),
  );
}

/** The name of an option in the usage text. */
function optionName(name: PropertyKey | undefined): string {
  return name === 'context' ? '-c' : `--${String(name)}`;
}

/** Treats an empty variable like an unset one. */
function environmentVariable(name: string): string | undefined {
  return process.env[name] || undefined;
}

/** @throws Error with a message for the user */
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
    // A local vault belongs to one person, so registration is open and the first user becomes the administrator.
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

function printAddresses(cloud: LocalCloud, data: string, seconds: number): void {
  console.log(`
  Encrypt5 is ready in ${seconds.toFixed(1)} s.
  Open the page and register. All emails arrive in the mailbox. Press Ctrl+C to stop.

    page      ${cloud.pageUrl}
    mailbox   ${cloud.mailUrl}
    AWS       ${cloud.awsUrl}
    data      ${data} (AWS profile ${PROFILE} in its file "credentials")
`);
}

/** Stops the process. Until the local cloud has started, there is nothing else to stop. */
let stop = (): void => process.exit(0);

/** The first signal stops the local cloud cleanly. A second one ends the process immediately. */
function stopOnSignals(cloud: LocalCloud): void {
  let stopping = false;
  stop = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    cloud.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

/** A closed output pipe (`npm start | head`) stops the process without an error. */
function stopOnClosedOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    stop();
  });
}

/** Errors whose message is for the user. They are printed without a stack trace. */
const USER_ERRORS = [
  DataFolderInUseError,
  DataFolderUnusableError,
  PortTakenError,
  TemplateError,
  UnsupportedPolicy,
  UnsupportedProperty,
];

function fail(error: unknown): never {
  const isForUser = error instanceof Error && USER_ERRORS.some((kind) => error instanceof kind);
  console.error(isForUser ? error.message : error);
  process.exit(1);
}

function failWithUsage(error: unknown): never {
  // The reason is the last line, because the terminal may scroll.
  console.error(`${usage}\n${messageOf(error)}`);
  process.exit(2);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function main(): Promise<void> {
  stopOnClosedOutput();
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    console.error(
      `Encrypt5 requires Node ${OLDEST_NODE}, but this is ${process.version}. Run "npm start": it uses the right version.`,
    );
    process.exit(1);
  }
  let options: Options | 'help';
  try {
    options = readOptions();
  } catch (error) {
    failWithUsage(error);
  }
  if (options === 'help') {
    console.log(usage);
    return;
  }
  try {
    const cloud = await start(options);
    printAddresses(cloud, options.data, process.uptime());
    stopOnSignals(cloud);
  } catch (error) {
    fail(error);
  }
}

await main();
