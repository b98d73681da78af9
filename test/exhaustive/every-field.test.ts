import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Route, type RouteName, routes } from '#contract';
import { type OwnVault, startOwnVault } from '../setup/own-vault.ts';
import { sampleBodies } from '../setup/sample-bodies.ts';
import { PASSWORD, signedIn, stranger, type VaultClient } from '../setup/vault-client.ts';

const SOME_ID = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
/** No character, but half of one. */
const HALF = 'a\ud800b';
const LONG = 'x'.repeat(10_000);

/** Texts that no field may trip over, wherever they are sent. */
const texts = {
  'nothing at all': '',
  '10,000 characters': LONG,
  'a path': '../../etc/passwd',
  'a path of Windows': '..\\..\\boot.ini',
  'a control character': 'a\u0000b',
  'a line break': 'a\r\nset-cookie: b=c',
  'an override of direction': 'cod\u202egnp.exe',
  'a lone surrogate': HALF,
  'a time that is past': '2001-01-01T00:00:00.000Z',
  'an id in the wrong case': SOME_ID.toLowerCase(),
  'an id of the wrong length': `${SOME_ID}0`,
  'a name of JavaScript': '__proto__',
};
/** Other values that a JSON field may be given. */
const values: Readonly<Record<string, unknown>> = {
  ...texts,
  null: null,
  'a negative number': -1,
  'a fraction': 0.5,
  'a number beyond all bounds': 1e308,
  true: true,
  'an object': { a: 1 },
  'a list': [[[1]]],
  'a list of 10,000': Array.from({ length: 10_000 }, () => 'x'),
};

const all: [RouteName, Route][] = Object.entries(routes) as [RouteName, Route][];
const shapeOf = (of: z.ZodType) => Object.keys(of instanceof z.ZodObject ? of.shape : {});

let folder: string;
let vault: OwnVault;
let client: VaultClient;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'encrypt5-fields-'));
  vault = await startOwnVault(folder, {});
  client = await signedIn(vault);
  // With the password of the document's examples, one of them might close the account.
  await client.call('changePassword', { body: { current: PASSWORD, password: randomUUID() } });
});
afterAll(async () => {
  await vault?.stop();
  await rm(folder, { recursive: true, force: true });
});

const paramsOf = (name: RouteName) =>
  Object.fromEntries(
    shapeOf(routes[name].params).map((param) => [param, param === 'service' ? 'auth' : SOME_ID]),
  );

/** Sends what may be wrong: the answer is in the document (the client sees to that), and never that we failed. */
async function send(name: RouteName, options: Parameters<VaultClient['request']>[1]): Promise<number> {
  const { access } = routes[name] as Route;
  const who = access === 'public' ? stranger(vault) : client;
  const { status } = await who.request(name, { params: paramsOf(name), ...options });
  expect(status, JSON.stringify(options).slice(0, 200)).toBeLessThan(500);
  return status;
}

describe.each(sampleBodies)('the body of $name', ({ name, body, right }) => {
  it.each(Object.keys(body.properties ?? {}))('takes or refuses whatever "%s" is', async (field) => {
    await Promise.all(
      Object.values(values).map((value) => send(name, { body: { ...right, [field]: value } })),
    );
    for (const half of [HALF, [HALF]])
      expect(await send(name, { body: { ...right, [field]: half } })).toBe(400);
  });

  it('is refused with a field that nobody knows, and as anything but an object', async () => {
    const wrong = [{ ...right, surprise: 1 }, [], [right], 'text', 1, null, true];
    for (const one of wrong) expect(await send(name, { body: JSON.stringify(one) })).toBe(400);
    expect(await send(name, { body: `{"__proto__":{"a":1},${JSON.stringify(right).slice(1)}` })).toBe(400);
  });

  it('is refused where it is no JSON, no UTF-8, too deep, too large, or declared as something else', async () => {
    const deep = '['.repeat(400_000);
    for (const text of [
      '{',
      '{"a":1}}',
      "{'a':1}",
      'NaN',
      `${deep}${']'.repeat(400_000)}`,
      deep,
      `{"a":${deep}`,
    ])
      expect(await send(name, { body: text })).toBe(400);
    expect(await send(name, { body: JSON.stringify({ ...right, long: 'x'.repeat(1_100_000) }) })).toBe(413);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await send(name, { body: JSON.stringify(right), headers })).toBe(415);
  });
});

describe('every parameter', () => {
  const inPath = all.flatMap(([name, { params }]) => shapeOf(params).map((param) => ({ name, param })));
  it.each(inPath)('$param of $name is refused where it has the wrong shape', async ({ name, param }) => {
    for (const [what, text] of Object.entries(texts)) {
      // A slash makes it another path, that of no route; half a character has no place in an address.
      if (text === '' || text.includes('/') || !text.isWellFormed()) continue;
      expect(await send(name, { params: { ...paramsOf(name), [param]: text } }), what).toBe(400);
    }
  });

  const inQuery = all.flatMap(([name, { query }]) => shapeOf(query).map((param) => ({ name, param })));
  it.each(inQuery)('$param of $name is taken or refused', async ({ name, param }) => {
    for (const text of [...Object.values(texts), '-1', '1e9', '0', 'NaN'])
      await send(name, { query: { [param]: text } });
  });

  it.each(all.map(([name]) => name))('%s takes no query that nobody knows', async (name) => {
    expect(await send(name, { query: { surprise: '1' } })).toBe(400);
  });

  const without = all.filter(
    ([name, { method }]) => method !== 'GET' && !sampleBodies.some((one) => one.name === name),
  );
  it.each(without.map(([name]) => name))('%s takes no body, of whatever kind', async (name) => {
    for (const body of [{ surprise: 1 }, '{', '1']) expect(await send(name, { body })).toBe(400);
    expect(await send(name, { body: JSON.stringify('x'.repeat(1_100_000)) })).toBe(413);
    const headers = { 'content-type': 'text/plain' };
    expect(await send(name, { body: 'text', headers })).toBe(415);
  });
});
