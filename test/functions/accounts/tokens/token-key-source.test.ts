import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTokenKeySource } from '../../../../functions/accounts/tokens/token-key-source.ts';
import { type TokenKey, tokenKeySchema } from '../../../../functions/accounts/tokens/token-keys.ts';

const START = new Date('2026-11-23T18:08:00.000Z').getTime();

async function newKey(endsAt?: string): Promise<TokenKey> {
  const { publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  return tokenKeySchema.parse({ publicKey: { ...jwk, kid: await calculateJwkThumbprint(jwk) }, endsAt });
}

/** A source with its clock and the number of its reads. */
function sourceOf(stored: { keys: readonly TokenKey[] }) {
  const state = { time: START, reads: 0, failing: false };
  const find = createTokenKeySource(
    async () => {
      state.reads += 1;
      if (state.failing) throw new Error('the table does not respond');
      return stored.keys;
    },
    () => new Date(state.time),
  );
  return { find, state };
}

const kidOf = ({ publicKey }: TokenKey) => publicKey.kid;

describe('the keys of access tokens', () => {
  it('are read once for many tokens', async () => {
    const key = await newKey();
    const { find, state } = sourceOf({ keys: [key] });
    const found = await Promise.all(Array.from({ length: 10 }, () => find(kidOf(key))));
    expect(z.array(z.instanceof(CryptoKey)).parse(found)).toHaveLength(10);
    expect(await find(kidOf(key))).toBe(found[0]);
    expect(state.reads).toBe(1);
  });

  it('are read once more for a token with a new key, and the old key still works', async () => {
    const [before, after] = [await newKey(), await newKey()];
    const stored = { keys: [before] };
    const { find, state } = sourceOf(stored);
    await find(kidOf(before));
    stored.keys = [before, after];
    expect(await find(kidOf(after))).toBeDefined();
    expect(await find(kidOf(before))).toBeDefined();
    expect(state.reads).toBe(2);
  });

  it('are not read repeatedly for unknown keys', async () => {
    const { find, state } = sourceOf({ keys: [await newKey()] });
    for (let number = 0; number < 1000; number += 1) {
      state.time += 10;
      expect(await find(`rubbish ${number}`)).toBeUndefined();
    }
    expect(state.reads).toBeLessThanOrEqual(6);
  });

  it('are read again after five minutes, so that a removed key is no longer accepted', async () => {
    const key = await newKey();
    const stored: { keys: readonly TokenKey[] } = { keys: [key] };
    const { find, state } = sourceOf(stored);
    expect(await find(kidOf(key))).toBeDefined();
    stored.keys = [];
    state.time += 5 * 60_000;
    expect(await find(kidOf(key))).toBeDefined();
    state.time += 1;
    expect(await find(kidOf(key))).toBeUndefined();
  });

  it('expire on time without another read', async () => {
    const key = await newKey(new Date(START + 60_000).toISOString());
    const { find, state } = sourceOf({ keys: [key] });
    state.time += 59_999;
    expect(await find(kidOf(key))).toBeDefined();
    state.time += 1;
    expect(await find(kidOf(key))).toBeUndefined();
  });

  it('cause an error if they cannot be read', async () => {
    const key = await newKey();
    const { find, state } = sourceOf({ keys: [key] });
    state.failing = true;
    await expect(find(kidOf(key))).rejects.toThrow('does not respond');
    state.failing = false;
    expect(await find(kidOf(key))).toBeDefined();
  });
});
