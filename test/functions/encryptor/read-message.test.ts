import { describe, expect, it } from 'vitest';
import { readMessage } from '../../../functions/encryptor/read-message.ts';

const OWNER = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const FILE = '01BX5ZZKBKACTAV9WEVGEMMVRZ';
const reference = { owner: OWNER, file: FILE };
const eventOf = (...keys: string[]) =>
  JSON.stringify({
    Records: keys.map((key) => ({
      eventVersion: '2.1',
      eventName: 'ObjectCreated:Put',
      s3: { bucket: { name: 'staging' }, object: { key, size: 3, sequencer: '00' } },
    })),
  });

describe('a message of the work queue', () => {
  it.each([
    { kind: 'join', ...reference },
    { kind: 'encrypt', ...reference },
    { kind: 'decrypt', ...reference, operation: FILE },
    { kind: 'encrypt-run', ...reference, spread: FILE, run: 1 },
    { kind: 'fingerprint', ...reference, spread: FILE },
    { kind: 'decrypt-run', ...reference, operation: FILE, spread: FILE, run: 7 },
  ])('is a work item ($kind)', (item) => {
    expect(readMessage(JSON.stringify(item), 'staging')).toEqual([item]);
  });

  it('from S3 contains one or more arrivals', () => {
    expect(readMessage(eventOf(`${OWNER}/${FILE}`, 'other'), 'staging')).toEqual([
      { kind: 'arrival', key: `${OWNER}/${FILE}` },
      { kind: 'arrival', key: 'other' },
    ]);
  });

  it.each([
    ['a+b', 'a b'],
    ['a%2Bb', 'a+b'],
    ['%C3%BC+%E2%82%AC', 'ü €'],
    ['100%25', '100%'],
  ])('from S3 has form-encoded keys: %s is %s', (encoded, key) => {
    expect(readMessage(eventOf(encoded), 'staging')).toEqual([{ kind: 'arrival', key }]);
  });

  it('from S3 about another bucket is ignored', () => {
    expect(readMessage(eventOf(`${OWNER}/${FILE}`), 'vault')).toEqual([]);
  });

  it('from S3 that tests the notification is ignored', () => {
    const test = { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'staging' };
    expect(readMessage(JSON.stringify(test), 'staging')).toEqual([]);
  });

  it.each([
    ['no content', ''],
    ['invalid JSON', 'encrypt'],
    ['JSON that is not an object', '"encrypt"'],
    ['an unknown kind', JSON.stringify({ kind: 'delete', ...reference })],
    ['an invalid owner id', JSON.stringify({ kind: 'encrypt', owner: '*', file: FILE })],
    ['a missing operation', JSON.stringify({ kind: 'decrypt', ...reference })],
    ['no records', JSON.stringify({ Records: [] })],
    ['an invalid encoding of a key', eventOf('%zz')],
  ])('with %s causes an error, so that it ends in the dead-letter queue', (_, body) => {
    expect(() => readMessage(body, 'staging')).toThrow();
  });
});
