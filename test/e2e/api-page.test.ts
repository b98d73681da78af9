import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, inject, it } from 'vitest';
import { PASSWORD } from '../setup/vault-client.ts';

const vault = inject('vault');
const run = promisify(execFile);
const page = fileURLToPath(new URL('../../docs/api.md', import.meta.url));

/** Whether this machine has the programs that the page asks for; Linux has to have them. */
const hasPrograms =
  process.platform === 'linux' ||
  (await Promise.all([run('bash', ['--version']), run('curl', ['--version'])]).then(
    () => true,
    () => false,
  ));

/** The commands of the page, in the order in which they appear. */
async function commands(): Promise<string[]> {
  const text = await readFile(page, 'utf8');
  const fences = text.matchAll(/^<!-- runs in: test\/e2e\/api-page\.test\.ts -->\n```sh\n(.*?)^```$/gms);
  return [...fences].map(([, lines = '']) => lines);
}

it.skipIf(!hasPrograms)('the commands of docs/api.md encrypt, decrypt, share and delete a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'encrypt5-api-page-'));
  try {
    await writeFile(join(folder, 'commands.sh'), (await commands()).join('\n'));
    await run('bash', ['-euo', 'pipefail', 'commands.sh'], {
      cwd: folder,
      env: {
        PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}`,
        VAULT: vault.pageUrl,
        MAILBOX: vault.mailUrl,
        EMAIL: `${randomUUID()}@example.org`,
        PASSWORD,
      },
    });
    expect(await readFile(join(folder, 'shared.pdf'), 'utf8')).toBe('%PDF-1.7\nA contract\n');
    expect(await readFile(join(folder, 'receipt.jws'), 'utf8')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it('docs/api.md has no command that this test does not run', async () => {
  const fences = (await readFile(page, 'utf8')).match(/^```sh$/gm);
  expect(await commands()).toHaveLength(fences?.length ?? 0);
});
