import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const fixture = fileURLToPath(new URL('fixture', import.meta.url));
const unused =
  'unused: worker needs no s3:DeleteObject on arn:aws:s3:::vault/* (role/worker own, statement 0)';
const missing = 'missing: s3.amazonaws.com was refused sqs:SendMessage on arn:aws:sqs:::uploads (1 time)';

/** Runs the tests of the fixture, one of which is skipped, with a judge who is given such a record. */
function runWith(record: { readonly calls: number; readonly denied: number }, ...args: string[]) {
  const { status, stderr } = spawnSync(
    process.execPath,
    [`${root}node_modules/vitest/vitest.mjs`, 'run', '--root', fixture, ...args],
    { encoding: 'utf8', env: { ...process.env, RECORD: JSON.stringify(record) } },
  );
  return { status, stderr };
}

it('a run that needs every right, and no other, passes', () => {
  expect(runWith({ calls: 1, denied: 0 })).toEqual({ status: 0, stderr: '' });
});

it('a run fails for a right that it does not need, though a test is skipped', () => {
  const { status, stderr } = runWith({ calls: 0, denied: 0 });
  expect(status).toBe(1);
  expect(stderr).toContain(unused);
});

it('a part of the tests shows of no right that it is unused, but of one that it is missing', () => {
  expect(runWith({ calls: 0, denied: 0 }, '-t', 'passes')).toEqual({ status: 0, stderr: '' });
  const { status, stderr } = runWith({ calls: 0, denied: 1 }, '-t', 'passes');
  expect(status).toBe(1);
  expect(stderr).toContain(missing);
  expect(stderr).not.toContain('unused');
});
