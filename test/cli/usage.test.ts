import { expect, it } from 'vitest';
import { runCommandLine } from '#cli';

async function run(args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommandLine(args, { out: (line) => out.push(line), err: (line) => err.push(line) });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

it('prints its usage', async () => {
  const { code, out, err } = await run(['--help']);
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('encrypt5 verify-history FILE --jwks FILE');
});

it.each([
  [[], 'Name a command.'],
  [['verify'], 'Unknown command "verify".'],
  [['verify-history'], 'verify-history requires a FILE.'],
  [['verify-receipt', 'receipt.json'], 'verify-receipt requires --jwks FILE.'],
  [
    ['verify-receipt', 'one.json', 'two.json', '--jwks', 'jwks.json'],
    'verify-receipt accepts only one FILE. Unexpected: two.json',
  ],
])('refuses %j, and prints the reason after the usage', async (args, reason) => {
  const { code, out, err } = await run(args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('encrypt5 verify-history FILE --jwks FILE');
  expect(err.trimEnd().split('\n').at(-1)).toBe(reason);
});
