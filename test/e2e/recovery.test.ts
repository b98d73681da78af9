import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { samplePdf, sampleZip } from '../setup/sample-files.ts';
import { signedIn, uploadEncrypted } from '../setup/vault-client.ts';

const vault = inject('vault');
const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'encrypt5-recovery-'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The code block in docs/recovery.md that this test runs. */
async function recoveryCode(): Promise<string> {
  const document = await readFile(join(root, 'docs/recovery.md'), 'utf8');
  const code = /<!-- runs in: test\/e2e\/recovery.test.ts -->\n```js\n(.*?)```/s.exec(document)?.[1];
  if (code === undefined) throw new Error('docs/recovery.md has no code block for this test');
  return code;
}

/** Writes the export of a new file into the folder, and returns the plaintext. */
async function exported(file = samplePdf()): Promise<Buffer> {
  const client = await signedIn(vault);
  const id = await uploadEncrypted(client, file);
  const answer = await client.call('exportFile', { params: { id } });
  await writeFile(join(folder, 'export.json'), JSON.stringify(answer));
  const response = await fetch(answer.ciphertext.url);
  await writeFile(join(folder, 'ciphertext'), Buffer.from(await response.arrayBuffer()));
  return file.bytes;
}

async function recover(): Promise<void> {
  const { awsUrl, accessKeyId, secretAccessKey } = vault.embedded ?? {};
  await writeFile(join(folder, 'recover.mjs'), await recoveryCode());
  await run(process.execPath, ['recover.mjs'], {
    cwd: folder,
    env: {
      AWS_ENDPOINT_URL: awsUrl,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    },
  });
}

describe.skipIf(vault.embedded === undefined)('the code in docs/recovery.md', () => {
  it.each([
    ['a small file', samplePdf()],
    ['a file of several frames', sampleZip('frames.zip', 3 * 2 ** 20 + 5)],
  ])('recovers %s from its export, without the service', async (_, file) => {
    const bytes = await exported(file);
    await recover();
    expect((await readFile(join(folder, 'plaintext'))).equals(bytes)).toBe(true);
  });

  it('leaves no plaintext behind when a byte of the ciphertext has changed', async () => {
    await exported();
    const ciphertext = await readFile(join(folder, 'ciphertext'));
    ciphertext[ciphertext.length - 1] = (ciphertext.at(-1) ?? 0) ^ 1;
    await writeFile(join(folder, 'ciphertext'), ciphertext);
    await expect(recover()).rejects.toThrow();
    expect((await readdir(folder)).filter((name) => name.startsWith('plaintext'))).toEqual([]);
  });

  it('refuses the ciphertext of another file, even if KMS provides its key', async () => {
    await exported();
    const another = await readFile(join(folder, 'ciphertext'));
    await exported();
    await writeFile(join(folder, 'ciphertext'), another);
    await expect(recover()).rejects.toThrow();
    expect(await readdir(folder)).not.toContain('plaintext');
  });
});
