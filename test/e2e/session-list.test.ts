import { describe, expect, inject, it } from 'vitest';
import { signedIn, signedInAgain, stranger, UNKNOWN_ID, type VaultClient } from '../setup/vault-client.ts';

const vault = inject('vault');

const anotherSession = (client: VaultClient) =>
  signedInAgain(client, { headers: { 'user-agent': 'the other one' } });

const currentOf = async (client: VaultClient) =>
  (await client.call('listSessions')).items.find(({ current }) => current)?.id ?? '';

describe('the sessions of an account', () => {
  it('are listed newest first with their address, and the current one is marked', async () => {
    const client = await signedIn(vault);
    const other = await anotherSession(client);
    const { items } = await client.call('listSessions');
    expect(items).toMatchObject([
      { current: false, userAgent: 'the other one' },
      { current: true, id: await currentOf(client) },
    ]);
    expect(items[0]?.id).toBe(await currentOf(other));
    for (const { address, createdAt, lastUsedAt } of items) {
      expect(address).toMatch(/^[0-9a-f.:]+$/);
      expect(lastUsedAt).toBe(createdAt);
    }
  });

  it('are listed in pages', async () => {
    const client = await signedIn(vault);
    for (let more = 0; more < 2; more += 1) await anotherSession(client);
    const all = (await client.call('listSessions')).items.map(({ id }) => id);
    const first = await client.call('listSessions', { query: { limit: '2' } });
    const query = { limit: '2', cursor: first.nextCursor ?? '' };
    const second = await client.call('listSessions', { query });
    expect([first, second].map(({ items }) => items.map(({ id }) => id))).toEqual([
      all.slice(0, 2),
      all.slice(2),
    ]);
    expect(second.nextCursor).toBeUndefined();
  });

  it('show when their tokens were last refreshed', async () => {
    const client = await signedIn(vault);
    await client.call('refresh', { body: { refreshToken: client.refreshToken } });
    const [session] = (await client.call('listSessions')).items;
    expect(new Date(session?.lastUsedAt ?? 0) > new Date(session?.createdAt ?? 0)).toBe(true);
  });

  it('can be ended one by one, and their access tokens end with them', async () => {
    const client = await signedIn(vault);
    const other = await anotherSession(client);
    await client.call('endSession', { params: { id: await currentOf(other) } });
    expect(await other.problem('validate')).toMatchObject({ code: 'session_ended' });
    expect(await other.problem('listFiles')).toMatchObject({ code: 'session_ended' });
    expect(await other.problem('refresh', { body: { refreshToken: other.refreshToken } })).toMatchObject({
      code: 'session_ended',
    });
    expect((await client.call('listSessions')).items).toHaveLength(1);
  });

  it('are ended once by concurrent requests', async () => {
    const client = await signedIn(vault);
    const params = { id: await currentOf(await anotherSession(client)) };
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => client.request('endSession', { params })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 404, 404, 404]);
  });

  it('can end themselves', async () => {
    const client = await signedIn(vault);
    await client.call('endSession', { params: { id: await currentOf(client) } });
    expect(await client.problem('listSessions')).toMatchObject({ code: 'session_ended' });
  });

  it('can be ended once, and only by their owner', async () => {
    const [client, other] = [await signedIn(vault), await signedIn(vault)];
    const foreign = await currentOf(other);
    const ended = await currentOf(await anotherSession(client));
    await client.call('endSession', { params: { id: ended } });
    for (const id of [foreign, ended, UNKNOWN_ID])
      expect(await client.problem('endSession', { params: { id } })).toMatchObject({
        status: 404,
        code: 'session_not_found',
      });
    await other.call('validate');
  });

  it('require a sign-in', async () => {
    const client = stranger(vault);
    expect(await client.problem('listSessions')).toMatchObject({ code: 'unauthenticated' });
    expect(await client.problem('endSession', { params: { id: UNKNOWN_ID } })).toMatchObject({
      code: 'unauthenticated',
    });
    expect(await (await signedIn(vault)).problem('endSession', { params: { id: 'x' } })).toMatchObject({
      code: 'invalid_request',
      errors: [{ field: 'path/id' }],
    });
  });
});
