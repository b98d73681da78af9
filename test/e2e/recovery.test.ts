import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { samplePdf, sampleZip } from '../setup/sample-files.ts';
import { awaitStatus, signedIn, upload } from '../setup/vault-client.ts';

const vault = inject('vault');
const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'encrypt5-recovery-'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The very lines of the document. */
async function recoveryLines(): Promise<string> {
  const document = await readFile(join(root, 'docs/recovery.md'), 'utf8');
  const lines = /<!-- runs in: test\/e2e\/recovery.test.ts -->\n```js\n(.*?)```/s.exec(document)?.[1];
  if (lines === undefined) throw new Error('the document has no such lines');
  return lines;
}

/** Exports a file as its owner does, and answers what it was. */
async function exported(file = samplePdf()): Promise<Buffer> {
  const client = await signedIn(vault);
  const id = await upload(client, file);
  await awaitStatus(client, id, 'encrypted');
  const answer = await client.call('exportFile', { params: { id } });
  await writeFile(join(folder, 'export.json'), JSON.stringify(answer));
  const response = await fetch(answer.ciphertext.url);
  await writeFile(join(folder, 'ciphertext'), Buffer.from(await response.arrayBuffer()));
  return file.bytes;
}

async function recover(): Promise<void> {
  const { awsUrl, accessKeyId, secretAccessKey } = vault.embedded ?? {};
  await writeFile(join(folder, 'recover.mjs'), await recoveryLines());
  await run(process.execPath, ['recover.mjs'], {
    cwd: folder,
    env: {
      AWS_ENDPOINT_URL: awsUrl,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    },
  });
}

describe.skipIf(vault.embedded === undefined)('the lines of docs/recovery.md', () => {
  it.each([
    ['a small file', samplePdf()],
    ['a file of several frames', sampleZip('frames.zip', 3 * 2 ** 20 + 5)],
  ])('recover %s from its export, without the service', async (_, file) => {
    const bytes = await exported(file);
    await recover();
    expect((await readFile(join(folder, 'plaintext'))).equals(bytes)).toBe(true);
  });

  it('leave no plaintext behind where a byte of the ciphertext was changed', async () => {
    await exported();
    const ciphertext = await readFile(join(folder, 'ciphertext'));
    ciphertext[ciphertext.length - 1] = (ciphertext.at(-1) ?? 0) ^ 1;
    await writeFile(join(folder, 'ciphertext'), ciphertext);
    await expect(recover()).rejects.toThrow();
    expect((await readdir(folder)).filter((name) => name.startsWith('plaintext'))).toEqual([]);
  });

  it('refuse the message of another file, though its key is asked for', async () => {
    await exported();
    const another = await readFile(join(folder, 'ciphertext'));
    await exported();
    await writeFile(join(folder, 'ciphertext'), another);
    await expect(recover()).rejects.toThrow();
    expect(await readdir(folder)).not.toContain('plaintext');
  });
});
