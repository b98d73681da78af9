import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RECEIPT_TYPE, type ReceiptClaims } from '#contract';
import { runCommandLine } from '../../lib/cli/index.ts';

const FILE = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const OTHER = '01BX5ZZKBKACTAV9WEVGEMMVRZ';
const SHREDDED = '2026-11-23T18:00:00.000Z';
const version = { key: `${FILE}/1`, versionId: 'v1', size: 1234 };
const claims: ReceiptClaims = {
  iss: 'encrypt5',
  sub: FILE,
  iat: Date.parse(SHREDDED) / 1000,
  shreddedAt: SHREDDED,
  shreddedBy: { user: OTHER, address: '192.0.2.1' },
  ciphertext: { ...version, bucket: 'vault', checksum: 'AAAAAA==', headerDigest: 'a'.repeat(64) },
  versions: [version],
  fileKey: {
    keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/mrk-1',
    wrappedKeyDigest: 'b'.repeat(64),
  },
  exports: 0,
  unrecoverable: { withoutBackups: SHREDDED, withBackups: '2026-11-30T18:00:00.000Z' },
};

const keys = await generateKeyPair('ES256', { extractable: true });
const jwks = {
  keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'receipts', use: 'sig', alg: 'ES256' }],
};
const receipt = await new CompactSign(Buffer.from(JSON.stringify(claims)))
  .setProtectedHeader({ alg: 'ES256', typ: RECEIPT_TYPE, kid: 'receipts' })
  .sign(keys.privateKey);

let folder: string;
let receiptFile: string;
let jwksFile: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'encrypt5-receipt-'));
  receiptFile = join(folder, 'receipt');
  jwksFile = join(folder, 'jwks.json');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(...args: string[]): Promise<{ code: number; output: string }> {
  const lines: string[] = [];
  const collect = (line: string) => void lines.push(line);
  const code = await runCommandLine(args, { out: collect, err: collect });
  return { code, output: lines.join('\n') };
}

async function verify(content: string, keySet: unknown = jwks): Promise<{ code: number; output: string }> {
  await Promise.all([writeFile(receiptFile, content), writeFile(jwksFile, JSON.stringify(keySet))]);
  return run('verify-receipt', receiptFile, '--jwks', jwksFile);
}

describe('a receipt', () => {
  it('is genuine alone and as the API returns it, for any order of its claims', async () => {
    const reversed = Object.fromEntries(Object.entries(claims).toReversed());
    for (const content of [
      receipt,
      `${receipt}\n`,
      JSON.stringify({ receipt, claims }),
      JSON.stringify({ claims: reversed, receipt }),
    ]) {
      expect(await verify(content)).toMatchObject({
        code: 0,
        output: expect.stringContaining(`File ${FILE} was shredded`),
      });
    }
  });

  it.each([
    ['sub', { ...claims, sub: OTHER }],
    ['shreddedAt', { ...claims, shreddedAt: '2026-11-20T18:00:00.000Z' }],
    ['shreddedBy', { ...claims, shreddedBy: { ...claims.shreddedBy, address: '192.0.2.2' } }],
    ['versions', { ...claims, versions: [] }],
    ['note', { ...claims, note: 'unsigned' }],
    ['exports', { ...claims, exports: undefined }],
  ])('is refused if the readable %s beside it was edited', async (name, edited) => {
    const { code, output } = await verify(JSON.stringify({ receipt, claims: edited }));
    expect(code).toBe(1);
    expect(output).toBe(`The readable claims are not what was signed (${name}): somebody has changed them.`);
  });

  it('is refused beside claims that are not an object', async () => {
    expect((await verify(JSON.stringify({ receipt, claims: null }))).code).toBe(1);
  });
});

describe('an unreadable file', () => {
  it.each([
    ['a history', JSON.stringify({ items: [] })],
    ['broken JSON', '{"receipt":'],
    ['more than the API answers', JSON.stringify({ receipt, claims, note: 'x' })],
  ])('is reported in one line: %s in place of a receipt', async (_, content) => {
    expect(await verify(content)).toEqual({ code: 2, output: `${receiptFile} is not a receipt` });
  });

  it('is reported in one line: something else in place of the keys', async () => {
    const output = `${jwksFile} is not a set of keys as GET /api/.well-known/jwks.json answers it`;
    expect(await verify(receipt, { receipt, claims })).toEqual({ code: 2, output });
  });

  it('is reported in one line: a missing file, and a folder', async () => {
    await verify(receipt);
    const missing = join(folder, 'missing');
    const noFile = { code: 2, output: `${missing}: there is no such file` };
    expect(await run('verify-receipt', missing, '--jwks', jwksFile)).toEqual(noFile);
    expect(await run('verify-receipt', receiptFile, '--jwks', missing)).toEqual(noFile);
    expect(await run('verify-receipt', folder, '--jwks', jwksFile)).toEqual({
      code: 2,
      output: `${folder}: it is a folder`,
    });
  });
});
