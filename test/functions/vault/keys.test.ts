import { describe, expect, it } from 'vitest';
import { objectKeys, parseStagingKey, vaultKeys, vaultPrefix } from '#vault';

const OWNER = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const FILE = '01BX5ZZKBKACTAV9WEVGEMMVRZ';

describe('the keys of objects', () => {
  it('in staging contain owner and file', () => {
    expect(parseStagingKey(objectKeys.staging(OWNER, FILE))).toEqual({ owner: OWNER, file: FILE });
  });

  it.each(['', OWNER, `${OWNER}/`, `${OWNER}/${FILE}/x`, `/${OWNER}/${FILE}`, `${OWNER}/../${FILE}`, 'a/b'])(
    'that are not valid (%j) belong to no file',
    (key) => {
      expect(parseStagingKey(key)).toBeUndefined();
    },
  );

  it('in the vault begin with the unique prefix of their file', () => {
    const key = objectKeys.vault(OWNER, FILE, new Uint8Array(32).fill(0xab));
    expect(key).toBe(`${vaultPrefix(OWNER, FILE)}${'ab'.repeat(32)}`);
    expect(vaultPrefix(OWNER, FILE).endsWith('/')).toBe(true);
  });
});

describe('the keys of events', () => {
  it('sort by sequence number, up to ten million', () => {
    const keys = [1, 9, 10, 99, 100, 9_999_999, 10_000_000].map((n) => vaultKeys.event(FILE, n).sk);
    expect(keys.toSorted()).toEqual(keys);
  });
});
