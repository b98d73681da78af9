import { beforeAll, describe, expect, inject, it } from 'vitest';
import * as z from 'zod';
import { type ApiKey, type Route, type RouteName, routes } from '#contract';
import { awaitMail, tokenIn } from '../setup/mailbox.ts';
import { samplePng } from '../setup/sample-files.ts';
import {
  NEW_PASSWORD,
  signedIn,
  signedInAgain,
  UNKNOWN_ID,
  upload,
  type VaultClient,
  withApiKey,
  withToken,
} from '../setup/vault-client.ts';

const vault = inject('vault');
const DAY = 24 * 3600_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();

const bodyFor = (scopes: readonly string[], expiresAt = inDays(30)) => ({
  name: 'backup',
  scopes,
  expiresAt,
});

let owner: VaultClient;
beforeAll(async () => {
  owner = await signedIn(vault);
});

describe('creating an API key', () => {
  it('shows the secret once, with a prefix for secret scanners', async () => {
    const client = await signedIn(vault);
    const { secret, ...key } = await client.call('createKey', { body: bodyFor(['files:read']) });
    expect(secret).toMatch(/^e5_[A-Za-z0-9_-]{95}$/);
    expect(key).toMatchObject({ name: 'backup', scopes: ['files:read'] });
    const list = await client.call('listKeys');
    expect(list.items).toEqual([key]);
    expect(JSON.stringify(list)).not.toContain(secret.slice(-43));
  });

  it('adds it to a list in pages, newest first', async () => {
    const client = await signedIn(vault);
    const made: string[] = [];
    for (let count = 0; count < 3; count += 1)
      made.unshift((await client.call('createKey', { body: bodyFor(['files:read']) })).id);
    const first = await client.call('listKeys', { query: { limit: '2' } });
    const query = { limit: '2', cursor: first.nextCursor ?? '' };
    const second = await client.call('listKeys', { query });
    expect([first, second].map(({ items }) => items.map(({ id }) => id))).toEqual([
      made.slice(0, 2),
      made.slice(2),
    ]);
    expect(second.nextCursor).toBeUndefined();
  });

  it.each([
    ['no expiry', { name: 'a', scopes: ['files:read'] }, '/expiresAt'],
    ['an expiry in the past', bodyFor(['files:read'], inDays(-1)), '/expiresAt'],
    ['an expiry in more than a year', bodyFor(['files:read'], inDays(367)), '/expiresAt'],
    ['an expiry that is not a time', bodyFor(['files:read'], 'tomorrow'), '/expiresAt'],
    ['no scope', bodyFor([]), '/scopes'],
    ['a scope twice', bodyFor(['files:read', 'files:read']), '/scopes'],
    ['an unknown scope', bodyFor(['files:everything']), '/scopes/0'],
    ['a name of two lines', { ...bodyFor(['files:read']), name: 'a\nb' }, '/name'],
    ['an unknown field', { ...bodyFor(['files:read']), admin: true }, '/admin'],
  ])('with %s is refused', async (_, body, field) => {
    const problem = await owner.problem('createKey', { body });
    expect(problem).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(problem.errors?.map((error) => error.field)).toContain(field);
  });

  it('with the scope metrics:read requires an administrator', async () => {
    const client = await signedIn(vault);
    expect(await client.problem('createKey', { body: bodyFor(['metrics:read']) })).toMatchObject({
      code: 'administrator_required',
    });
  });

  it('is limited to twenty keys, also for concurrent requests', async () => {
    const client = await signedIn(vault);
    const make = () => client.request('createKey', { body: bodyFor(['files:read']) });
    // Conflicting calls answer 409 and are repeated.
    let made = 0;
    for (let round = 0; round < 30 && made < 20; round += 1) {
      const statuses = (await Promise.all(Array.from({ length: 8 }, make))).map(({ status }) => status);
      made += statuses.filter((status) => status === 201).length;
      expect(new Set([...statuses, 201, 409])).toEqual(new Set([201, 409]));
    }
    expect((await client.call('listKeys')).items).toHaveLength(20);
    expect(await client.problem('createKey', { body: bodyFor(['files:read']) })).toMatchObject({
      status: 409,
      code: 'too_many_keys',
    });
    const [one] = (await client.call('listKeys')).items;
    await client.call('deleteKey', { params: { id: one?.id ?? '' } });
    await client.call('createKey', { body: bodyFor(['files:read']) });
  });

  it('in a session that is ended at the same time leaves no valid key', async () => {
    const client = await signedIn(vault);
    const make = () => client.request('createKey', { body: bodyFor(['files:read']) });
    await client.call('forgotPassword', { body: { email: client.email } });
    const token = tokenIn(await awaitMail(vault.mailUrl, client.email, 'Set a new password'));
    const reset = client.call('resetPassword', { body: { token, password: NEW_PASSWORD } });
    // Keys are created before the reset, while the password is being hashed, and after it.
    const answers: Response[] = [];
    let isReset = false;
    void reset.then(() => {
      isReset = true;
    });
    while (!isReset) answers.push(...(await Promise.all([make(), make()])));
    await reset;
    expect((await make()).status).toBe(401);
    const made = answers.filter(({ status }) => status === 201);
    for (const answer of made) {
      const { secret } = z.object({ secret: z.string() }).parse(await answer.json());
      expect(await withToken(client, secret).problem('validate')).toMatchObject({
        code: 'unauthenticated',
      });
    }
    const again = await signedInAgain(client, { password: NEW_PASSWORD });
    expect((await again.call('listKeys')).items).toEqual([]);
  });

  it('notifies the owner by email', async () => {
    const client = await signedIn(vault);
    await client.call('createKey', { body: bodyFor(['files:read']) });
    const { text } = await awaitMail(vault.mailUrl, client.email, 'An API key was created');
    expect(text).toContain('“backup”');
  });
});

describe('a call with an API key', () => {
  it('acts for the account, within the scopes of the key', async () => {
    const id = await upload(owner, samplePng());
    const reader = await withApiKey(owner, 'files:read');
    expect((await reader.call('getFile', { params: { id } })).id).toBe(id);
    const { user, scopes } = await reader.call('validate');
    expect([user.email, scopes]).toEqual([owner.email, ['files:read']]);

    const writer = await withApiKey(owner, 'files:write');
    const another = await upload(writer, samplePng());
    await writer.call('deleteFile', { params: { id: another } });
  });

  it('does not reach another account', async () => {
    const id = await upload(owner, samplePng());
    const stranger = await withApiKey(await signedIn(vault), 'files:read', 'files:write');
    expect(await stranger.problem('getFile', { params: { id } })).toMatchObject({ code: 'file_not_found' });
  });

  it('updates the time of last use in the list', async () => {
    const client = await signedIn(vault);
    const before = Date.now();
    const reader = await withApiKey(client, 'files:read');
    await withApiKey(client, 'files:read');
    await Promise.all(Array.from({ length: 5 }, () => reader.call('listFiles')));
    const uses = (await client.call('listKeys')).items.map(({ lastUsedAt }) => lastUsedAt);
    expect(uses[0]).toBeUndefined();
    expect(Date.parse(uses[1] ?? '')).toBeGreaterThanOrEqual(before);
  });

  it('is refused after the owner revokes the key, and only the owner can', async () => {
    const reader = await withApiKey(owner, 'files:read');
    const [key] = (await owner.call('listKeys')).items;
    const params = { id: (key as ApiKey).id };
    const stranger = await signedIn(vault);
    expect(await stranger.problem('deleteKey', { params })).toMatchObject({
      status: 404,
      code: 'key_not_found',
    });
    await reader.call('listFiles');
    await owner.call('deleteKey', { params });
    expect(await reader.problem('listFiles')).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(await owner.problem('deleteKey', { params })).toMatchObject({ code: 'key_not_found' });
  });

  it('is refused after one of several concurrent requests revokes the key', async () => {
    const { id, secret } = await owner.call('createKey', { body: bodyFor(['files:read']) });
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => owner.request('deleteKey', { params: { id } })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 404, 404, 404]);
    expect(await withToken(owner, secret).problem('validate')).toMatchObject({ code: 'unauthenticated' });
  });

  it('is refused after the key expires', async () => {
    const body = bodyFor(['files:read'], new Date(Date.now() + 1500).toISOString());
    const { secret, expiresAt } = await owner.call('createKey', { body });
    const reader = withToken(owner, secret);
    await reader.call('listFiles');
    while (new Date(expiresAt) > new Date()) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await reader.problem('listFiles')).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect((await owner.call('listKeys')).items.map((key) => key.expiresAt)).not.toContain(expiresAt);
  });

  it('requires the complete secret', async () => {
    const { secret } = await owner.call('createKey', { body: bodyFor(['files:read']) });
    const [, user = '', key = ''] = /^e5_(.{26})(.{26})/.exec(secret) ?? [];
    for (const wrong of [
      `e5_${user}${key}${'A'.repeat(43)}`,
      `e5_${key}${user}${secret.slice(-43)}`,
      secret.slice(0, -1),
      `${secret}A`,
      secret.replace('e5_', 'e6_'),
      'e5_',
    ])
      expect(await withToken(owner, wrong).problem('listFiles')).toMatchObject({ code: 'unauthenticated' });
  });
});

describe('an API key without the right scope', () => {
  const all = Object.entries(routes) as [RouteName, Route][];
  const of = (...access: Route['access'][]) =>
    all.filter(([, route]) => access.includes(route.access)).map(([name]) => name);
  const params = { id: UNKNOWN_ID };
  let reader: VaultClient;
  let writer: VaultClient;
  beforeAll(async () => {
    reader = await withApiKey(owner, 'files:read');
    writer = await withApiKey(owner, 'files:write');
  });

  it.each(of('session', 'administrator'))('is refused: %s requires a session', async (name) => {
    expect(await reader.problem(name, { params })).toMatchObject({ status: 403, code: 'session_required' });
  });

  it.each(of('files:read', 'metrics:read'))(
    'is refused: %s requires another scope than files:write',
    async (name) => {
      expect(await writer.problem(name, { params })).toMatchObject({ status: 403, code: 'scope_required' });
    },
  );

  it.each(of('files:write', 'metrics:read'))(
    'is refused: %s requires another scope than files:read',
    async (name) => {
      expect(await reader.problem(name, { params })).toMatchObject({ status: 403, code: 'scope_required' });
    },
  );
});
