import { describe, expect, inject, it } from 'vitest';
import { samplePdf } from '../setup/sample-files.ts';
import { signedIn, stranger, uploadEncrypted } from '../setup/vault-client.ts';

const vault = inject('vault');

describe('an export', () => {
  it('has everything to decrypt the file elsewhere except the unwrapped key', async () => {
    const client = await signedIn(vault);
    const file = samplePdf('Vertrag.pdf');
    const id = await uploadEncrypted(client, file);
    const exported = await client.call('exportFile', { params: { id } });

    const { user } = await client.call('validate');
    expect(exported).toMatchObject({
      encryptionContext: { 'encrypt5:file': id, 'encrypt5:owner': user.id },
      keyNamespace: 'encrypt5',
      keyName: id,
      keyArn: expect.stringMatching(/^arn:aws:kms:/),
    });
    const left = new Date(exported.ciphertext.expiresAt).getTime() - Date.now();
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(5 * 60_000);

    const response = await fetch(exported.ciphertext.url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toContain(`${id}.encrypted`);
    const ciphertext = Buffer.from(await response.arrayBuffer());
    // Message format version 2, suite 0x0478.
    expect(ciphertext.subarray(0, 3).toString('hex')).toBe('020478');
    expect(ciphertext.includes(file.bytes.subarray(0, 64))).toBe(false);
  });

  it('has a URL that reads this version only', async () => {
    const client = await signedIn(vault);
    const id = await uploadEncrypted(client, samplePdf());
    const { ciphertext } = await client.call('exportFile', { params: { id } });
    const another = new URL(ciphertext.url);
    another.searchParams.set('versionId', 'another');
    expect((await fetch(another)).status).toBe(403);
    expect((await fetch(ciphertext.url, { method: 'DELETE' })).status).toBe(403);
  });

  it('is created for each concurrent request and recorded each time', async () => {
    const client = await signedIn(vault);
    const id = await uploadEncrypted(client, samplePdf());
    await Promise.all(Array.from({ length: 8 }, () => client.call('exportFile', { params: { id } })));
    const { items } = await client.call('getHistory', { params: { id } });
    expect(items.filter(({ type }) => type === 'exported')).toHaveLength(8);
  });

  it('expires when the file is deleted', async () => {
    const client = await signedIn(vault);
    const id = await uploadEncrypted(client, samplePdf());
    const { ciphertext } = await client.call('exportFile', { params: { id } });
    await client.call('deleteFile', { params: { id } });
    expect(await client.problem('exportFile', { params: { id } })).toMatchObject({ code: 'file_not_found' });
    // Without the right to list, S3 answers 403 for a missing object.
    const answer = async () => (await fetch(ciphertext.url)).status;
    await expect.poll(answer, { timeout: 30_000 }).toBe(403);
  });

  it('is refused before the file is encrypted and to other users', async () => {
    const client = await signedIn(vault);
    const { file } = await client.call('createFile', {
      body: { name: 'a.png', size: 1000, contentType: 'image/png' },
    });
    const params = { id: file.id };
    expect(await client.problem('exportFile', { params })).toMatchObject({
      status: 409,
      code: 'file_not_encrypted',
    });
    const other = await signedIn(vault);
    expect(await other.problem('exportFile', { params })).toMatchObject({
      status: 404,
      code: 'file_not_found',
    });
    expect(await stranger(vault).problem('exportFile', { params })).toMatchObject({
      status: 401,
      code: 'unauthenticated',
    });
  });
});
