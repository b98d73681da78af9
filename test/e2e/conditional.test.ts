import { describe, expect, inject, it } from 'vitest';
import { vaultKeys } from '#vault';
import { samplePng } from '../setup/sample-files.ts';
import { awaitStatus, signedIn, upload, uploadEncrypted, userIdOf } from '../setup/vault-client.ts';
import { inspectShared } from '../setup/vault-inspector.ts';

const vault = inject('vault');

describe('a conditional request', () => {
  it('answers 304 for an unchanged list', async () => {
    const client = await signedIn(vault);
    await awaitStatus(client, await upload(client, samplePng()), 'encrypted');
    const first = await client.request('listFiles');
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]+"$/);

    const again = await client.request('listFiles', { headers: { 'if-none-match': `"other", W/${etag}` } });
    expect(again.status).toBe(304);
    expect(again.headers.get('etag')).toBe(etag);
    expect(again.headers.get('cache-control')).toBe('no-store');
    expect(await again.text()).toBe('');

    await client.call('createFile', { body: { name: 'b.png', contentType: 'image/png', size: 10 } });
    const changed = await client.request('listFiles', { headers: { 'if-none-match': etag } });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(etag);
  });

  it('answers 304 for an unchanged file', async () => {
    const client = await signedIn(vault);
    const id = await uploadEncrypted(client, samplePng('a.png'));
    const getWith = async (known = '') => {
      const response = await client.request('getFile', {
        params: { id },
        headers: { 'if-none-match': known },
      });
      return { status: response.status, etag: response.headers.get('etag') ?? '' };
    };
    const { etag } = await getWith();
    expect(await getWith(etag)).toEqual({ status: 304, etag });
    await client.call('renameFile', { params: { id }, body: { name: 'b.png' } });
    expect((await getWith(etag)).status).toBe(200);
    await client.call('renameFile', { params: { id }, body: { name: 'a.png' } });
    expect(await getWith(etag)).toEqual({ status: 304, etag });
    await client.call('deleteFile', { params: { id } });
    expect((await getWith(etag)).status).toBe(404);
  });

  it.runIf(vault.embedded !== undefined)('returns a new tag when only the progress has changed', async () => {
    using inspector = inspectShared(vault);
    const client = await signedIn(vault);
    const owner = userIdOf(client);
    const { file } = await client.call('createFile', {
      body: { name: 'a.png', contentType: 'image/png', size: 100 },
    });
    await inspector.change(vaultKeys.file(owner, file.id), { status: 'encrypting' });
    const tags = new Set<string | null>();
    for (const done of [10, 20]) {
      const subject = { ...vaultKeys.progress(owner, file.id), subject: file.id };
      await inspector.put({ ...subject, done, total: 100 });
      for (const answer of [
        await client.request('listFiles'),
        await client.request('getFile', { params: { id: file.id } }),
      ])
        tags.add(answer.headers.get('etag'));
    }
    expect(tags.size).toBe(4);
  });

  it('answers only the owner, for any tag', async () => {
    const [client, other] = [await signedIn(vault), await signedIn(vault)];
    const id = await upload(client, samplePng());
    const headers = { 'if-none-match': '*' };
    expect((await client.request('getFile', { params: { id }, headers })).status).toBe(304);
    expect((await other.request('getFile', { params: { id }, headers })).status).toBe(404);
  });
});
