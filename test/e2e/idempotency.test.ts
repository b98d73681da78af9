import { createHash, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { routes } from '#contract';
import { samplePng } from '../setup/sample-files.ts';
import {
  awaitReady,
  awaitStatus,
  signedIn,
  upload,
  uploadEncrypted,
  userIdOf,
  type VaultClient,
} from '../setup/vault-client.ts';
import { inspectShared } from '../setup/vault-inspector.ts';

const vault = inject('vault');
const picture = samplePng();
const body = { name: picture.name, contentType: picture.contentType, size: picture.bytes.length };
const withKey = (key: string) => ({ headers: { 'idempotency-key': key } });

let client: VaultClient;
beforeAll(async () => {
  client = await signedIn(vault);
});

describe('a request with an Idempotency-Key', () => {
  it('returns the same file with a valid URL when it is repeated', async () => {
    const key = randomUUID();
    const first = await client.call('createFile', { body, ...withKey(key) });
    const again = await client.call('createFile', { body, ...withKey(key) });
    expect(again.file).toEqual(first.file);
    if (again.upload.kind !== 'single') throw new Error('a small file is uploaded in one piece');
    const { url, headers } = again.upload;
    const sent = await fetch(url, { method: 'PUT', headers, body: new Uint8Array(picture.bytes) });
    expect(sent.status).toBe(200);
    await awaitStatus(client, first.file.id, 'encrypted');
    expect(await client.problem('createFile', { body, ...withKey(key) })).toMatchObject({
      status: 409,
      code: 'upload_not_open',
    });
  });

  it('creates one file for twenty concurrent requests, in one piece or in parts', async () => {
    for (const size of [body.size, 20 * 2 ** 20]) {
      const owner = await signedIn(vault);
      const key = randomUUID();
      const answers = await Promise.all(
        Array.from({ length: 20 }, () =>
          owner.call('createFile', { body: { ...body, size }, ...withKey(key) }),
        ),
      );
      expect(new Set(answers.map(({ file }) => file.id)).size).toBe(1);
      expect((await owner.call('listFiles')).items).toHaveLength(1);
    }
  });

  it('is refused with another body, but ignores order and spaces', async () => {
    const key = randomUUID();
    const { file } = await client.call('createFile', { body, ...withKey(key) });
    expect(await client.problem('createFile', { body: { ...body, size: 1 }, ...withKey(key) })).toMatchObject(
      { status: 422, code: 'idempotency_key_reused' },
    );
    const reordered = JSON.stringify(Object.fromEntries(Object.entries(body).toReversed()), undefined, 2);
    expect((await client.call('createFile', { body: reordered, ...withKey(key) })).file.id).toBe(file.id);
  });

  it('does not affect another user or another route', async () => {
    const key = randomUUID();
    const { file } = await client.call('createFile', { body, ...withKey(key) });
    const other = await signedIn(vault);
    const another = await other.call('createFile', { body, ...withKey(key) });
    expect(another.file.id).not.toBe(file.id);
    expect(await client.problem('decryptFile', { params: { id: file.id }, ...withKey(key) })).toMatchObject({
      code: 'file_not_encrypted',
    });
  });

  it('returns the same decryption even after it was ready, for one file only', async () => {
    const [one, two] = [
      await upload(client, samplePng('one.png')),
      await upload(client, samplePng('two.png')),
    ];
    for (const id of [one, two]) await awaitStatus(client, id, 'encrypted');
    const key = randomUUID();
    const ask = (id: string) => client.call('decryptFile', { params: { id }, ...withKey(key) });
    const { operation } = await ask(one);
    await awaitReady(client, operation.id);
    expect((await ask(one)).operation).toMatchObject({ id: operation.id, status: 'ready' });
    const withoutKey = await client.call('decryptFile', { params: { id: one } });
    expect(withoutKey.operation.id).not.toBe(operation.id);
    // Another key, sent during that decryption, returns it and keeps returning it.
    const later = randomUUID();
    const joined = await client.call('decryptFile', { params: { id: one }, ...withKey(later) });
    const again = await client.call('decryptFile', { params: { id: one }, ...withKey(later) });
    expect(again.operation.id).toBe(joined.operation.id);
    expect(await client.problem('decryptFile', { params: { id: two }, ...withKey(key) })).toMatchObject({
      code: 'idempotency_key_reused',
    });
  });

  it('can be repeated after it was refused', async () => {
    const key = randomUUID();
    const wrong = { body: { ...body, contentType: 'text/html' }, ...withKey(key) };
    expect(await client.problem('createFile', wrong)).toMatchObject({ code: 'type_not_allowed' });
    expect(await client.problem('createFile', wrong)).toMatchObject({ code: 'type_not_allowed' });
  });

  it('does not restore what was deleted', async () => {
    const key = randomUUID();
    const { file } = await client.call('createFile', { body, ...withKey(key) });
    await client.call('deleteFile', { params: { id: file.id } });
    expect(await client.problem('createFile', { body, ...withKey(key) })).toMatchObject({
      status: 409,
      code: 'created_and_gone',
    });
    const id = await uploadEncrypted(client);
    const again = { params: { id }, ...withKey(key) };
    await client.call('decryptFile', again);
    await client.call('deleteFile', { params: { id } });
    expect(await client.problem('decryptFile', again)).toMatchObject({ code: 'created_and_gone' });
  });

  it.each(['', 'two words', 'schlüssel', 'x'.repeat(256)])('refuses the key "%.12s"', async (key) => {
    const headers = { 'idempotency-key': Buffer.from(key).toString('latin1') };
    expect(await client.problem('createFile', { body, headers })).toMatchObject({
      status: 400,
      code: 'invalid_request',
      errors: [{ field: 'header/idempotency-key' }],
    });
  });
});

describe.skipIf(vault.embedded === undefined)('the record of an idempotency key', () => {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const owner = () => userIdOf(client);
  const itemKey = (key: string) => ({ pk: `OWNER#${owner()}`, sk: `REQUEST#POST /files#${sha256(key)}` });

  it('has an id and digests, and expires after a day', async () => {
    using inspector = inspectShared(vault);
    const key = randomUUID();
    const { file } = await client.call('createFile', { body, ...withKey(key) });
    const item = (await inspector.item(itemKey(key))) ?? {};
    expect(Object.keys(item).toSorted()).toEqual([
      'created',
      'digest',
      'endsAt',
      'expires',
      'id',
      'pk',
      'sk',
    ]);
    expect(item).toMatchObject({ id: file.id, created: true });
    expect(JSON.stringify(item)).not.toContain(key);
    // The digest includes the key, so that a reader of the table cannot test passwords on it.
    expect(item['digest']).not.toBe(sha256(JSON.stringify([{}, body])));
    const hours = (Date.parse(String(item['endsAt'])) - Date.now()) / 3600_000;
    expect(hours).toBeGreaterThan(23.9);
    expect(hours).toBeLessThanOrEqual(24);
    expect(item['expires']).toBe(Math.ceil(Date.parse(String(item['endsAt'])) / 1000));
  });

  it('is ignored after it expires, even if it still exists', async () => {
    using inspector = inspectShared(vault);
    const key = randomUUID();
    const { file } = await client.call('createFile', { body, ...withKey(key) });
    await inspector.change(itemKey(key), { endsAt: new Date().toISOString() });
    expect((await client.call('createFile', { body, ...withKey(key) })).file.id).not.toBe(file.id);
  });
});

it('no route below /auth is idempotent, so that no request is recorded', () => {
  for (const [name, { path, ...route }] of Object.entries(routes)) {
    if (path.startsWith('/auth')) expect(route, name).not.toHaveProperty('idempotent');
  }
});
