import { describe, expect, it } from 'vitest';
import { objectKeys, parseStagingKey, vaultKeys, vaultPrefix } from '#vault';

const OWNER = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const FILE = '01BX5ZZKBKACTAV9WEVGEMMVRZ';

describe('the keys of objects', () => {
  it('in staging say whose file they are', () => {
    expect(parseStagingKey(objectKeys.staging(OWNER, FILE))).toEqual({ owner: OWNER, file: FILE });
  });

  it.each(['', OWNER, `${OWNER}/`, `${OWNER}/${FILE}/x`, `/${OWNER}/${FILE}`, `${OWNER}/../${FILE}`, 'a/b'])(
    'that are none of ours (%j) are for no file',
    (key) => {
      expect(parseStagingKey(key)).toBeUndefined();
    },
  );

  it('in the vault all begin with the prefix of their file, and no other file has that prefix', () => {
    const key = objectKeys.vault(OWNER, FILE, new Uint8Array(32).fill(0xab));
    expect(key).toBe(`${vaultPrefix(OWNER, FILE)}${'ab'.repeat(32)}`);
    expect(vaultPrefix(OWNER, FILE).endsWith('/')).toBe(true);
  });
});

describe('the keys of events', () => {
  it('sort in the order of what happened, from the first to the ten-millionth', () => {
    const keys = [1, 9, 10, 99, 100, 9_999_999, 10_000_000].map((n) => vaultKeys.event(FILE, n).sk);
    expect(keys.toSorted()).toEqual(keys);
  });
});
