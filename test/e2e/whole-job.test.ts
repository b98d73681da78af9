import { createHash } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { awaitMail } from '../setup/mailbox.ts';
import { samplePdf, samplePng, sampleZip } from '../setup/sample-files.ts';
import { awaitStatus, decryptAndDownload, signedIn, upload, uploadEncrypted } from '../setup/vault-client.ts';

const vault = inject('vault');
const MIB = 2 ** 20;

describe('encrypting and decrypting a file over HTTP', () => {
  it.each([
    ['a PDF', samplePdf('Vertrag Müller & Söhne.pdf')],
    ['a PNG', samplePng()],
    ['a ZIP', sampleZip()],
    ['a ZIP that is uploaded in parts', sampleZip('large.zip', 37 * MIB + 12_345)],
  ])('encrypts %s, notifies the owner, and decrypts it to the same bytes', async (_, file) => {
    const client = await signedIn(vault);
    const id = await upload(client, file);

    const encrypted = await awaitStatus(client, id, 'encrypted');
    expect(encrypted).toMatchObject({
      name: file.name,
      size: file.bytes.length,
      contentType: file.contentType,
    });
    expect(encrypted.sha256).toBe(createHash('sha256').update(file.bytes).digest('hex'));
    const mail = await awaitMail(vault.mailUrl, client.email, 'Your file is encrypted');
    expect(mail.text).toContain(file.name);

    const { bytes, response } = await decryptAndDownload(client, id);
    expect(bytes.equals(file.bytes)).toBe(true);
    expect(response.headers.get('content-disposition')).toMatch(/^attachment/);
    await awaitMail(vault.mailUrl, client.email, 'Your file is ready to download');
  });

  it('lists files newest first, in pages, without their checksums', async () => {
    const client = await signedIn(vault);
    const ids: string[] = [];
    for (const name of ['one.png', 'two.png', 'three.png']) ids.push(await upload(client, samplePng(name)));
    await Promise.all(ids.map((id) => awaitStatus(client, id, 'encrypted')));

    const first = await client.call('listFiles', { query: { limit: '2' } });
    expect(first.items.map(({ name }) => name)).toEqual(['three.png', 'two.png']);
    const second = await client.call('listFiles', { query: { limit: '2', cursor: first.nextCursor ?? '' } });
    expect(second.items.map(({ name }) => name)).toEqual(['one.png']);
    expect(second.nextCursor).toBeUndefined();
    expect((await client.call('listFiles', { query: { limit: '3' } })).nextCursor).toBeUndefined();
    expect(first.items.every((item) => item.sha256 === undefined)).toBe(true);
  });

  it('lists operations newest first, in pages', async () => {
    const client = await signedIn(vault);
    const started: string[] = [];
    for (const name of ['one.png', 'two.png']) {
      const id = await uploadEncrypted(client, samplePng(name));
      started.unshift((await client.call('decryptFile', { params: { id } })).operation.id);
    }
    const list = async (query: Record<string, string>) => {
      const { items, nextCursor } = await client.call('listOperations', { query });
      return { ids: items.map(({ id }) => id), nextCursor };
    };
    const first = await list({ limit: '1' });
    const second = await list({ limit: '1', cursor: first.nextCursor ?? '' });
    expect([...first.ids, ...second.ids]).toEqual(started);
    expect(second.nextCursor).toBeUndefined();
    expect(await list({ limit: '2' })).toEqual({ ids: started, nextCursor: undefined });
  });

  it('accepts a checksum, which S3 and the encryptor verify', async () => {
    const client = await signedIn(vault);
    const { name, contentType, bytes } = samplePng();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const { file, upload: target } = await client.call('createFile', {
      body: { name, contentType, size: bytes.length, sha256 },
    });
    if (target.kind !== 'single') throw new Error('a small file is uploaded in one piece');
    const tampered = Buffer.from(bytes);
    tampered[tampered.length - 1] = (tampered.at(-1) ?? 0) ^ 1;
    const rejected = await fetch(target.url, {
      method: 'PUT',
      headers: target.headers,
      body: new Uint8Array(tampered),
    });
    expect(rejected.status).toBe(400);
    const accepted = await fetch(target.url, {
      method: 'PUT',
      headers: target.headers,
      body: new Uint8Array(bytes),
    });
    expect(accepted.status).toBe(200);
    expect((await awaitStatus(client, file.id, 'encrypted')).sha256).toBe(sha256);
  });

  it('accepts the checksum of a multipart upload, and S3 verifies each part', async () => {
    const client = await signedIn(vault);
    const { name, contentType, bytes } = sampleZip('summed.zip', 20 * MIB);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const { file, upload: target } = await client.call('createFile', {
      body: { name, contentType, size: bytes.length, sha256 },
    });
    if (target.kind !== 'multipart') throw new Error('a large file is uploaded in parts');
    const params = { id: file.id };
    const pieces = [bytes.subarray(0, target.partSize), bytes.subarray(target.partSize)];
    const sums = pieces.map((piece) => createHash('sha256').update(piece).digest('base64'));
    const { parts } = await client.call('signParts', {
      params,
      body: { partNumbers: [1, 2], sha256: { 1: sums[0], 2: sums[1] } },
    });
    const send = (index: number, piece: Uint8Array) =>
      fetch(parts[index]?.url ?? '', {
        method: 'PUT',
        headers: parts[index]?.headers ?? {},
        body: new Uint8Array(piece),
      });
    expect((await send(0, Buffer.alloc(target.partSize))).status).toBe(400);
    const answers = await Promise.all(pieces.map((piece, index) => send(index, piece)));
    const arrived = answers.map(({ headers }, index) => ({
      partNumber: index + 1,
      etag: headers.get('etag') ?? '',
    }));
    await client.call('completeUpload', { params, body: { parts: arrived } });
    expect((await awaitStatus(client, file.id, 'encrypted')).sha256).toBe(sha256);
  });

  it('deletes a file with its record, key and operations', async () => {
    const client = await signedIn(vault);
    const id = await uploadEncrypted(client, samplePdf());
    const { operation } = await client.call('decryptFile', { params: { id } });

    await client.call('deleteFile', { params: { id } });
    expect(await client.problem('getFile', { params: { id } })).toMatchObject({
      status: 404,
      code: 'file_not_found',
    });
    expect((await client.call('listFiles')).items).toEqual([]);
    expect(await client.problem('deleteFile', { params: { id } })).toMatchObject({ code: 'file_not_found' });
    expect(await client.problem('decryptFile', { params: { id } })).toMatchObject({ code: 'file_not_found' });
    expect(await client.problem('getOperation', { params: { id: operation.id } })).toMatchObject({
      code: 'operation_not_found',
    });
  });
});
