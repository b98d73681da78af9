import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Route, type RouteName, routes } from '#contract';
import { type OwnVault, startTemporaryVault } from '../setup/own-vault.ts';
import { sampleBodies } from '../setup/sample-bodies.ts';
import { PASSWORD, signedIn, stranger, UNKNOWN_ID, type VaultClient } from '../setup/vault-client.ts';

/** Text with half of a surrogate pair. */
const LONE_SURROGATE = 'a\ud800b';
const LONG_TEXT = 'x'.repeat(10_000);

/** Texts that no field may fail on. */
const texts = {
  'an empty text': '',
  '10,000 characters': LONG_TEXT,
  'a path': '../../etc/passwd',
  'a Windows path': '..\\..\\boot.ini',
  'a control character': 'a\u0000b',
  'a line break': 'a\r\nset-cookie: b=c',
  'a right-to-left override': 'cod\u202egnp.exe',
  'a lone surrogate': LONE_SURROGATE,
  'a time in the past': '2001-01-01T00:00:00.000Z',
  'an id in the wrong case': UNKNOWN_ID.toLowerCase(),
  'an id of the wrong length': `${UNKNOWN_ID}0`,
  'a JavaScript property name': '__proto__',
};
/** Other values for JSON fields. */
const values: Readonly<Record<string, unknown>> = {
  ...texts,
  null: null,
  'a negative number': -1,
  'a fraction': 0.5,
  'a very large number': 1e308,
  true: true,
  'an object': { a: 1 },
  'a list': [[[1]]],
  'a list of 10,000': Array.from({ length: 10_000 }, () => 'x'),
};

const all: [RouteName, Route][] = Object.entries(routes) as [RouteName, Route][];
const shapeOf = (of: z.ZodType) => Object.keys(of instanceof z.ZodObject ? of.shape : {});

let vault: OwnVault;
let client: VaultClient;
beforeAll(async () => {
  vault = await startTemporaryVault({});
  client = await signedIn(vault);
  // A sample body has the usual password and could otherwise close the account.
  await client.call('changePassword', { body: { current: PASSWORD, password: randomUUID() } });
});
afterAll(() => vault?.stop());

const paramsOf = (name: RouteName) =>
  Object.fromEntries(
    shapeOf(routes[name].params).map((param) => [param, param === 'service' ? 'auth' : UNKNOWN_ID]),
  );

/** Sends a request that may be invalid. The client validates the answer against the document; it must not be a 5xx. */
async function send(name: RouteName, options: Parameters<VaultClient['request']>[1]): Promise<number> {
  const { access } = routes[name] as Route;
  const who = access === 'public' ? stranger(vault) : client;
  const { status } = await who.request(name, { params: paramsOf(name), ...options });
  expect(status, JSON.stringify(options).slice(0, 200)).toBeLessThan(500);
  return status;
}

describe.each(sampleBodies)('the body of $name', ({ name, body, example }) => {
  it.each(Object.keys(body.properties ?? {}))('accepts or refuses any value of "%s"', async (field) => {
    await Promise.all(
      Object.values(values).map((value) => send(name, { body: { ...example, [field]: value } })),
    );
    for (const half of [LONE_SURROGATE, [LONE_SURROGATE]])
      expect(await send(name, { body: { ...example, [field]: half } })).toBe(400);
  });

  it('is refused with an unknown field, or if it is not an object', async () => {
    const wrong = [{ ...example, surprise: 1 }, [], [example], 'text', 1, null, true];
    for (const one of wrong) expect(await send(name, { body: JSON.stringify(one) })).toBe(400);
    expect(await send(name, { body: `{"__proto__":{"a":1},${JSON.stringify(example).slice(1)}` })).toBe(400);
  });

  it('is refused if it is not JSON, not UTF-8, too deep, too large, or declared as another type', async () => {
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
    expect(await send(name, { body: JSON.stringify({ ...example, long: 'x'.repeat(1_100_000) }) })).toBe(413);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await send(name, { body: JSON.stringify(example), headers })).toBe(415);
  });
});

describe('every parameter', () => {
  const inPath = all.flatMap(([name, { params }]) => shapeOf(params).map((param) => ({ name, param })));
  it.each(inPath)('$param of $name is refused in a wrong format', async ({ name, param }) => {
    for (const [what, text] of Object.entries(texts)) {
      // A slash leads to another route, and a URL cannot contain half of a surrogate pair.
      if (text === '' || text.includes('/') || !text.isWellFormed()) continue;
      expect(await send(name, { params: { ...paramsOf(name), [param]: text } }), what).toBe(400);
    }
  });

  const inQuery = all.flatMap(([name, { query }]) => shapeOf(query).map((param) => ({ name, param })));
  it.each(inQuery)('$param of $name is accepted or refused', async ({ name, param }) => {
    for (const text of [...Object.values(texts), '-1', '1e9', '0', 'NaN'])
      await send(name, { query: { [param]: text } });
  });

  it.each(all.map(([name]) => name))('%s refuses an unknown query parameter', async (name) => {
    expect(await send(name, { query: { surprise: '1' } })).toBe(400);
  });

  const without = all.filter(
    ([name, { method }]) => method !== 'GET' && !sampleBodies.some((one) => one.name === name),
  );
  it.each(without.map(([name]) => name))('%s refuses any body', async (name) => {
    for (const body of [{ surprise: 1 }, '{', '1']) expect(await send(name, { body })).toBe(400);
    expect(await send(name, { body: JSON.stringify('x'.repeat(1_100_000)) })).toBe(413);
    const headers = { 'content-type': 'text/plain' };
    expect(await send(name, { body: 'text', headers })).toBe(415);
  });
});
