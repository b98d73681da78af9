import { expect, it } from 'vitest';
import { runCommandLine } from '#cli';

async function run(args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommandLine(args, { out: (line) => out.push(line), err: (line) => err.push(line) });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

it('explains its usage', async () => {
  const { code, out, err } = await run(['--help']);
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('encrypt5 verify-history FILE --jwks FILE');
});

it.each([
  [[], 'There is no command.'],
  [['verify'], 'There is no command "verify".'],
  [['verify-history'], 'verify-history needs a FILE.'],
  [['verify-receipt', 'receipt.json'], 'verify-receipt needs --jwks FILE.'],
  [
    ['verify-receipt', 'one.json', 'two.json', '--jwks', 'jwks.json'],
    'verify-receipt takes one FILE; this is too much: two.json',
  ],
])('refuses %j, and prints the usage and the reason', async (args, reason) => {
  const { code, out, err } = await run(args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('encrypt5 verify-history FILE --jwks FILE');
  expect(err.trimEnd().split('\n').at(-1)).toBe(reason);
});
