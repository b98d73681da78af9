import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { httpServices } from '#contract';
import { startBuilds } from '../../lib/cloud/build.ts';
import type { Measurement } from './measure.ts';

const ROUNDS = 7;
const run = promisify(execFile);

/**
 * The environment variables of all functions that answer requests. Nothing that they name is called before the first
 * answer.
 */
const variables: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      ...['ACCOUNTS', 'ACTIVITY', 'METRICS', 'VAULT', 'KEYS', 'TOMBSTONES', 'JOBS'].map(
        (name) => `${name}_TABLE`,
      ),
      ...['STAGING', 'VAULT', 'OUTBOX'].map((name) => `${name}_BUCKET`),
      ...['MAIL', 'DELETIONS', 'WORK', 'REWRAPS'].map((name) => `${name}_QUEUE`),
      ...['TOKENS', 'RECEIPTS', 'SECOND_FACTORS'].map((name) => `${name}_KEY`),
      ...[
        'AUTH_FUNCTION',
        'FILES_FUNCTION',
        'ATTESTOR',
        'ADMINISTRATORS',
        'REGISTRATION_DOMAINS',
        'WRAPPING_KEYS',
      ],
    ].map((name) => [name, 'some']),
  ),
  ...Object.fromEntries(
    [
      'REQUESTS_OVER',
      'ATTEMPTS_PER_ADDRESS',
      'MAX_FILE_SIZE',
      'QUOTA_BYTES',
      'QUOTA_FILES',
      'KEYS_RECOVERY_DAYS',
    ].map((name) => [name, '1']),
  ),
  REGISTRATION: 'open',
  FIRST_USER_IS_ADMINISTRATOR: 'false',
  ADMINISTRATORS_NEED_SECOND_FACTOR: 'false',
  FILE_TYPES: 'image/png',
  WATCHED_QUEUES: 'work=one two',
  AWS_REGION: 'eu-west-1',
};

/** A process of its own imports a bundle and requests an unknown route, which needs no other service. */
const script = `
const startedAt = performance.now();
const { handler } = await import(process.argv[1]);
const http = { method: 'GET', path: '/api/nothing', sourceIp: '127.0.0.1' };
const event = { version: '2.0', routeKey: '$default', rawPath: '/api/nothing', headers: {}, isBase64Encoded: false, requestContext: { requestId: 'one', http } };
console.log = () => undefined;
globalThis.fetch = () => Promise.reject(new Error('no service'));
const { statusCode } = await Promise.race([handler(event, {}), new Promise((resolve) => setTimeout(resolve, 20000, {}))]);
process.stdout.write(JSON.stringify({ statusCode, ms: performance.now() - startedAt }));
process.exit(0);
`;

/** The bundle size of each function that answers requests, and the time from its import to its first answer. */
export async function measureFunctionStarts(): Promise<Measurement[]> {
  const builds = await startBuilds();
  try {
    const bundles = await builds.finish(false);
    const rows: Measurement[] = [];
    for (const service of httpServices) {
      const file = join(bundles.functionFolder(service), 'index.mjs');
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) times.push(await startOf(file));
      rows.push(
        { name: `${service}: bundle, minified`, value: (await stat(file)).size / 1000, unit: 'kB' },
        {
          name: `${service}: import to first answer`,
          value: times.toSorted((a, b) => a - b)[ROUNDS >> 1] ?? Number.NaN,
          unit: 'ms',
        },
      );
    }
    return rows;
  } finally {
    await builds.remove();
  }
}

async function startOf(file: string): Promise<number> {
  const { stdout } = await run(
    process.execPath,
    ['--input-type=module', '--eval', script, pathToFileURL(file).href],
    {
      env: {
        ...process.env,
        ...variables,
        AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
        AWS_ACCESS_KEY_ID: 'a',
        AWS_SECRET_ACCESS_KEY: 'b',
        AWS_MAX_ATTEMPTS: '1',
      },
    },
  );
  const { statusCode, ms } = JSON.parse(stdout.slice(stdout.lastIndexOf('{"statusCode"')));
  if (statusCode !== 404) throw new Error(`${file} answered ${statusCode}: ${stdout.slice(0, 500)}`);
  return Number(ms);
}
