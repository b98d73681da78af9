import { describe, expect, inject, it } from 'vitest';
import { samplePng, sampleZip } from '../setup/sample-files.ts';
import { awaitStatus, signedIn, type VaultClient } from '../setup/vault-client.ts';

const vault = inject('vault');
const MIB = 2 ** 20;
const AT_ONCE = 8;

async function declare(client: VaultClient, file = samplePng()) {
  const { name, contentType, bytes } = file;
  const body = { name, contentType, size: bytes.length };
  const { file: declared, upload: target } = await client.call('createFile', { body });
  return { params: { id: declared.id }, target };
}

const atOnce = <T>(ask: () => Promise<T>) => Promise.all(Array.from({ length: AT_ONCE }, ask));

describe('an upload in one piece', () => {
  it('gets a new URL for the same bytes on each request', async () => {
    const client = await signedIn(vault);
    const file = samplePng();
    const { params } = await declare(client, file);
    const answers = await atOnce(() => client.call('renewUpload', { params }));
    const { upload: target } = await client.call('renewUpload', { params });
    for (const { upload } of [...answers, { upload: target }]) expect(upload.kind).toBe('single');
    if (target.kind !== 'single') throw new Error('a small file is uploaded in one piece');
    expect(Date.parse(target.expiresAt) - Date.now()).toBeGreaterThan(14 * 60_000);
    const body = new Uint8Array(file.bytes);
    const { status } = await fetch(target.url, { method: 'PUT', headers: target.headers, body });
    expect(status).toBe(200);
    await awaitStatus(client, params.id, 'encrypted');
    expect(await client.problem('renewUpload', { params })).toMatchObject({
      status: 409,
      code: 'upload_not_open',
    });
  });

  it('has no parts to sign, list or complete', async () => {
    const client = await signedIn(vault);
    const { params } = await declare(client);
    const refused = { status: 409, code: 'upload_not_multipart' };
    const parts = [{ partNumber: 1, etag: '"x"' }];
    expect(await client.problem('signParts', { params, body: { partNumbers: [1] } })).toMatchObject(refused);
    expect(await client.problem('listParts', { params })).toMatchObject(refused);
    expect(await client.problem('completeUpload', { params, body: { parts } })).toMatchObject(refused);
  });
});

describe('an upload in parts', () => {
  it('is completed once by concurrent requests', async () => {
    const client = await signedIn(vault);
    const file = sampleZip('parts.zip', 17 * MIB);
    const { params, target } = await declare(client, file);
    if (target.kind !== 'multipart') throw new Error('a large file is uploaded in parts');
    expect((await client.call('renewUpload', { params })).upload).toEqual(target);
    expect((await client.call('listParts', { params })).items).toEqual([]);

    const body = { partNumbers: [1, 2] };
    const [signed] = await atOnce(() => client.call('signParts', { params, body }));
    const parts: { partNumber: number; etag: string }[] = [];
    for (const { partNumber, url } of signed?.parts ?? []) {
      const start = (partNumber - 1) * target.partSize;
      const part = new Uint8Array(file.bytes.subarray(start, start + target.partSize));
      const { headers } = await fetch(url, { method: 'PUT', body: part });
      parts.push({ partNumber, etag: headers.get('etag') ?? '' });
    }
    const answers = await atOnce(() => client.request('completeUpload', { params, body: { parts } }));
    const statuses = answers.map(({ status }) => status);
    // A request that comes after the completion gets 409.
    expect(new Set([...statuses, 409])).toEqual(new Set([202, 409]));
    await awaitStatus(client, params.id, 'encrypted');
    const { items } = await client.call('getHistory', { params });
    expect(items.map(({ type }) => type)).toEqual(['created', 'uploaded', 'encryption-started', 'encrypted']);

    const refused = { status: 409, code: 'upload_not_open' };
    expect(await client.problem('completeUpload', { params, body: { parts } })).toMatchObject(refused);
    expect(await client.problem('signParts', { params, body })).toMatchObject(refused);
    expect(await client.problem('listParts', { params })).toMatchObject(refused);
  });
});
