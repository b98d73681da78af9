import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { awaitMail, tokenIn } from '../setup/mailbox.ts';
import { samplePdf, sampleZip } from '../setup/sample-files.ts';
import {
  awaitStatus,
  decryptAndDownload,
  PASSWORD,
  signedIn,
  stranger,
  upload,
  uploadEncrypted,
} from '../setup/vault-client.ts';

const vault = inject('vault');
const MIB = 2 ** 20;

/** Files of the data folder that contain a text in any form in which it could be stored. */
async function filesWith(folder: string, canary: string): Promise<string[]> {
  const bytes = Buffer.from(canary);
  const forms = [
    bytes,
    Buffer.from(bytes.toString('hex')),
    // Base64 has three encodings of the same bytes, depending on their offset.
    ...[0, 1, 2].map((skip) => Buffer.from(bytes.subarray(skip).toString('base64').slice(0, -4))),
  ];
  const found: string[] = [];
  for await (const path of filesBelow(folder)) {
    const content = await unlessGone(readFile(path), Buffer.alloc(0));
    if (forms.some((form) => content.includes(form))) found.push(path);
  }
  return found;
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for (const entry of await unlessGone(readdir(folder, { withFileTypes: true }), [])) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

/** Ignores a file that a store has deleted in the meantime. */
async function unlessGone<T>(reading: Promise<T>, nothing: T): Promise<T> {
  return reading.catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return nothing;
    throw error;
  });
}

/** A random text that compression does not shorten. */
const newCanary = () => `canary-${randomBytes(24).toString('hex')}`;

describe.runIf(vault.embedded !== undefined)('the data and logs of the embedded cloud', () => {
  const { dataFolder = '' } = vault.embedded ?? {};
  const { logFile = '' } = vault;

  it.each([
    ['a PDF', (canary: string) => samplePdf('canary.pdf', canary)],
    ['a ZIP in one piece', (canary: string) => withCanary(2000, canary)],
    ['a ZIP in parts', (canary: string) => withCanary(20 * MIB, canary)],
  ])('have no plaintext of %s after it is encrypted', async (_, make) => {
    const canary = newCanary();
    const client = await signedIn(vault);
    const file = make(canary);
    expect(file.bytes.includes(canary)).toBe(true);
    await uploadEncrypted(client, file);
    expect(await filesWith(dataFolder, canary)).toEqual([]);
    expect(await readFile(logFile, 'utf8')).not.toContain(canary);
  });

  it('have the plaintext of an unfinished upload until it is deleted, which proves that the scan works', async () => {
    const canary = newCanary();
    const client = await signedIn(vault);
    const { bytes } = withCanary(20 * MIB, canary);
    const { file, upload: target } = await client.call('createFile', {
      body: { name: 'unfinished.zip', contentType: 'application/zip', size: bytes.length },
    });
    if (target.kind !== 'multipart') throw new Error('a large file is uploaded in parts');
    const { parts } = await client.call('signParts', { params: { id: file.id }, body: { partNumbers: [1] } });
    await fetch(parts[0]?.url ?? '', {
      method: 'PUT',
      body: new Uint8Array(bytes.subarray(0, target.partSize)),
    });
    expect(await filesWith(dataFolder, canary)).not.toEqual([]);

    await client.call('deleteFile', { params: { id: file.id } });
    expect(await filesWith(dataFolder, canary)).toEqual([]);
  });

  it('have no plaintext of a rejected file', async () => {
    const canary = newCanary();
    const client = await signedIn(vault);
    const { bytes } = samplePdf('canary.pdf', canary);
    const id = await upload(client, { name: 'canary.zip', contentType: 'application/zip', bytes });
    await awaitStatus(client, id, 'rejected');
    expect(await filesWith(dataFolder, canary)).toEqual([]);
    expect(await readFile(logFile, 'utf8')).not.toContain(canary);
  });

  it('have no password and no token of a link or a session', async () => {
    const client = stranger(vault);
    const password = `${PASSWORD} ${newCanary()}`;
    await client.call('register', { body: { email: client.email, password, name: 'Ada' } });
    const link = tokenIn(await awaitMail(vault.mailUrl, client.email, 'Confirm your address'));
    await client.call('verify', { body: { token: link } });
    const body = { email: client.email, password, session: 'token' };
    const session = await client.call('login', { body });
    const next = await client.call('refresh', { body: { refreshToken: session.refreshToken } });
    await client.problem('login', { body: { ...body, password: `${password}!` } });

    const secrets = [
      password,
      session.accessToken,
      session.refreshToken?.split('.')[3],
      next.refreshToken?.split('.')[3],
    ];
    for (const secret of secrets) {
      expect(secret?.length).toBeGreaterThan(40);
      expect(await filesWith(dataFolder, secret ?? '')).toEqual([]);
    }
    const log = await readFile(logFile, 'utf8');
    for (const secret of [...secrets, link]) expect(log).not.toContain(secret);
  });

  it('have every request by route and status, without names of files and users', async () => {
    const client = await signedIn(vault);
    const name = `${newCanary()}.pdf`;
    const id = await uploadEncrypted(client, samplePdf(name));
    await decryptAndDownload(client, id);
    const log = await readFile(logFile, 'utf8');
    expect(log).toContain('POST /api/files');
    expect(log).not.toContain(name);
    expect(log).not.toContain(client.email);
  });
});

/** A ZIP archive whose uncompressed entry has the canary at its start and at its end. */
function withCanary(entryBytes: number, canary: string) {
  const file = sampleZip('canary.zip', entryBytes);
  const at = file.bytes.indexOf('random.bin') + 'random.bin'.length;
  file.bytes.write(canary, at);
  file.bytes.write(canary, at + entryBytes - canary.length);
  return file;
}
