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
  const print = (line: string) => void lines.push(line);
  const code = await runCommandLine(args, { out: print, err: print });
  return { code, output: lines.join('\n') };
}

async function verify(content: string, keySet: unknown = jwks): Promise<{ code: number; output: string }> {
  await Promise.all([writeFile(receiptFile, content), writeFile(jwksFile, JSON.stringify(keySet))]);
  return run('verify-receipt', receiptFile, '--jwks', jwksFile);
}

describe('a receipt', () => {
  it('is valid as a JWS, and as an answer of the API with its claims in any order', async () => {
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
    ['note', { ...claims, note: 'not signed' }],
    ['exports', { ...claims, exports: undefined }],
  ])('is not valid if the readable claim %s was changed', async (name, edited) => {
    const { code, output } = await verify(JSON.stringify({ receipt, claims: edited }));
    expect(code).toBe(1);
    expect(output).toBe(
      `The readable claims differ from the signed claims (${name}). They were changed after the vault signed the receipt.`,
    );
  });

  it('is not valid if the readable claims are null', async () => {
    expect((await verify(JSON.stringify({ receipt, claims: null }))).code).toBe(1);
  });
});

describe('a wrong input file', () => {
  it.each([
    ['a history', JSON.stringify({ items: [] })],
    ['broken JSON', '{"receipt":'],
    ['an answer with an unknown property', JSON.stringify({ receipt, claims, note: 'x' })],
  ])('is reported in one line: %s instead of a receipt', async (_, content) => {
    expect(await verify(content)).toEqual({ code: 2, output: `${receiptFile} is not a receipt` });
  });

  it('is reported in one line: a receipt instead of the keys', async () => {
    const output = `${jwksFile} is not a key set from GET /api/.well-known/jwks.json`;
    expect(await verify(receipt, { receipt, claims })).toEqual({ code: 2, output });
  });

  it('is reported in one line: a file that does not exist, or a folder', async () => {
    await verify(receipt);
    const missing = join(folder, 'missing');
    const notFound = { code: 2, output: `${missing}: file not found` };
    expect(await run('verify-receipt', missing, '--jwks', jwksFile)).toEqual(notFound);
    expect(await run('verify-receipt', receiptFile, '--jwks', missing)).toEqual(notFound);
    expect(await run('verify-receipt', folder, '--jwks', jwksFile)).toEqual({
      code: 2,
      output: `${folder}: this is a folder, not a file`,
    });
  });
});
