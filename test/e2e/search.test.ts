import { describe, expect, inject, it } from 'vitest';
import { newId } from '#aws';
import { vaultKeys } from '#vault';
import { samplePng } from '../setup/sample-files.ts';
import { signedIn, uploadEncrypted, userIdOf, type VaultClient } from '../setup/vault-client.ts';
import { inspectShared } from '../setup/vault-inspector.ts';

const vault = inject('vault');

async function declare(client: VaultClient, ...names: string[]): Promise<void> {
  for (const name of names)
    await client.call('createFile', { body: { name, contentType: 'image/png', size: 10 } });
}

/** The names of all files that a search finds, on all pages. */
async function find(client: VaultClient, query: Record<string, string>): Promise<string[]> {
  const names: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await client.call('listFiles', { query: { ...query, ...(cursor && { cursor }) } });
    names.push(...page.items.map(({ name }) => name));
    cursor = page.nextCursor;
    if (cursor === undefined) return names;
  }
}

describe('a search', () => {
  it('finds names by prefix, ignoring case, newest first', async () => {
    const client = await signedIn(vault);
    await declare(
      client,
      'Contract-1.png',
      'invoice.png',
      'contract-2.png',
      'my-contract.png',
      'CONTRACT-3.png',
    );
    const all = ['CONTRACT-3.png', 'contract-2.png', 'Contract-1.png'];
    expect(await find(client, { q: 'conTRACT' })).toEqual(all);
    expect(await find(client, { q: 'nothing' })).toEqual([]);
    expect(await find(client, { q: '' })).toHaveLength(5);
    expect(await find(client, { q: '  invoice' })).toEqual(['invoice.png']);
  });

  it('leaves out and repeats no file, for any page size', async () => {
    const client = await signedIn(vault);
    await declare(client, 'a1.png', 'b1.png', 'a2.png', 'b2.png', 'a3.png', 'a4.png', 'b3.png');
    for (const limit of ['1', '2', '3', '4', '5'])
      expect(await find(client, { q: 'A', limit })).toEqual(['a4.png', 'a3.png', 'a2.png', 'a1.png']);
    const last = await client.call('listFiles', { query: { q: 'b', limit: '3' } });
    expect(last.items).toHaveLength(3);
  });

  it('finds accented letters in any Unicode form', async () => {
    const client = await signedIn(vault);
    await declare(client, 'A\u0308rger.png');
    expect(await find(client, { q: 'a\u0308r' })).toEqual(['Ärger.png']);
    expect(await find(client, { q: 'är' })).toEqual(['Ärger.png']);
    expect(await find(client, { q: 'ar' })).toEqual([]);
  });

  it('filters by status, alone or with a text', async () => {
    const client = await signedIn(vault);
    await uploadEncrypted(client, samplePng('done.png'));
    await declare(client, 'doing.png');
    expect(await find(client, { status: 'encrypted' })).toEqual(['done.png']);
    expect(await find(client, { status: 'uploading', q: 'do' })).toEqual(['doing.png']);
    expect(await find(client, { status: 'failed' })).toEqual([]);
  });

  it('finds only files of the caller', async () => {
    const [client, other] = [await signedIn(vault), await signedIn(vault)];
    await declare(client, 'shared-name.png');
    expect(await find(other, { q: 'shared' })).toEqual([]);
  });

  it.each([
    [{ status: 'lost' }, 'query/status'],
    [{ q: 'a\nb' }, 'query/q'],
    [{ q: 'x'.repeat(256) }, 'query/q'],
    [{ name: 'a' }, 'query/name'],
    [{ q: 'a', cursor: 'AAAA' }, 'query/cursor'],
  ])('refuses %j', async (query, field) => {
    const client = await signedIn(vault);
    const { code, errors } = await client.problem('listFiles', { query });
    expect({ code, field: errors?.[0]?.field }).toEqual({ code: 'invalid_request', field });
  });

  it.runIf(vault.embedded !== undefined)(
    'reads a limited number of records per request, and continues with the next page',
    async () => {
      using inspector = inspectShared(vault);
      const client = await signedIn(vault);
      await declare(client, 'needle.png');
      const owner = userIdOf(client);
      const { items } = await client.call('listFiles');
      const needle = await inspector.item(vaultKeys.file(owner, items[0]?.id ?? ''));
      if (needle === undefined) throw new Error('the file has no record');
      const straws = Array.from({ length: 1100 }, (_, index) => {
        const id = newId(new Date(Date.now() + 60_000 + index));
        return { ...needle, ...vaultKeys.file(owner, id), id, name: `straw-${index}.png` };
      });
      await inspector.put(...straws);
      const first = await client.call('listFiles', { query: { q: 'needle' } });
      expect(first.items).toEqual([]);
      expect(first.nextCursor).toBeDefined();
      expect(await find(client, { q: 'needle' })).toEqual(['needle.png']);
      expect(await find(client, { q: 'straw-1', limit: '100' })).toHaveLength(211);
    },
  );
});
