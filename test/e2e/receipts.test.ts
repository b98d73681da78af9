import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { receiptClaimsSchema } from '#contract';
import { runCommandLine } from '../../lib/cli/index.ts';
import { samplePng } from '../setup/sample-files.ts';
import {
  signedIn,
  stranger,
  UNKNOWN_ID,
  upload,
  uploadEncrypted,
  type VaultClient,
} from '../setup/vault-client.ts';

const vault = inject('vault');
const DAY = 24 * 3600_000;

let client: VaultClient;
let folder: string;
beforeAll(async () => {
  client = await signedIn(vault);
  folder = await mkdtemp(join(tmpdir(), 'encrypt5-receipt-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function verify(receipt: string, jwks: unknown): Promise<{ code: number; lines: string[] }> {
  const [receiptFile, jwksFile] = [join(folder, 'receipt.jws'), join(folder, 'jwks.json')];
  await Promise.all([writeFile(receiptFile, receipt), writeFile(jwksFile, JSON.stringify(jwks))]);
  const lines: string[] = [];
  const collect = (line: string) => void lines.push(line);
  const code = await runCommandLine(['verify-receipt', receiptFile, '--jwks', jwksFile], {
    out: collect,
    err: collect,
  });
  return { code, lines };
}

describe('the receipt of a deletion', () => {
  it('states what was destroyed, and from when it is unrecoverable', async () => {
    const id = await uploadEncrypted(client);
    const { sha256 } = await client.call('getFile', { params: { id } });
    const before = Date.now();
    await client.call('deleteFile', { params: { id } });
    const { claims, receipt } = await client.call('getReceipt', { params: { id } });

    const at = new Date(claims.shreddedAt).getTime();
    expect(at).toBeGreaterThanOrEqual(before);
    expect(claims).toMatchObject({
      iss: 'encrypt5',
      sub: id,
      iat: Math.floor(at / 1000),
      fileKey: { keyArn: expect.stringMatching(/^arn:aws:kms:.*:key\/mrk-/) },
      exports: 0,
      unrecoverable: {
        withoutBackups: claims.shreddedAt,
        withBackups: new Date(at + 7 * DAY).toISOString(),
      },
    });
    const { bucket: _, checksum, headerDigest, ...version } = claims.ciphertext;
    expect(claims.versions).toEqual([version]);
    expect(checksum).toMatch(/^[A-Za-z0-9+/]+=*(-\d+)?$/);
    expect(headerDigest).toMatch(/^[0-9a-f]{64}$/);
    // Without a checksum of the content, a receipt cannot prove that the vault had a given file.
    expect(JSON.stringify(claims)).not.toContain(sha256);
    expect(decodeProtectedHeader(receipt)).toMatchObject({ alg: 'ES256', typ: 'encrypt5-receipt+jwt' });
  });

  it('can be verified offline with the keys that the vault publishes', async () => {
    const id = await uploadEncrypted(client);
    await client.call('deleteFile', { params: { id } });
    const answer = await client.call('getReceipt', { params: { id } });
    const jwks = await stranger(vault).call('jwks');
    expect(jwks.keys.length).toBeGreaterThanOrEqual(2);

    const genuine = await verify(answer.receipt, jwks);
    expect(genuine.lines.join('\n')).toContain(`File ${id} was shredded`);
    expect(genuine.code).toBe(0);
    expect((await verify(JSON.stringify(answer), jwks)).code).toBe(0);

    const [header, , signature] = answer.receipt.split('.');
    const forged = { ...answer.claims, shreddedAt: new Date(0).toISOString() };
    const claims = Buffer.from(JSON.stringify(forged)).toString('base64url');
    expect((await verify(`${header}.${claims}.${signature}`, jwks)).code).toBe(1);
    expect((await verify(JSON.stringify({ ...answer, claims: forged }), jwks)).code).toBe(1);
  });

  it('has the same content each time', async () => {
    const id = await uploadEncrypted(client);
    await client.call('deleteFile', { params: { id } });
    const first = await client.call('getReceipt', { params: { id } });
    const second = await client.call('getReceipt', { params: { id } });
    expect(second.claims).toEqual(first.claims);
    expect(receiptClaimsSchema.parse(second.claims)).toEqual(first.claims);
  });

  it('is not accepted as an access token, and an access token is not accepted as a receipt', async () => {
    const id = await uploadEncrypted(client);
    await client.call('deleteFile', { params: { id } });
    const { receipt } = await client.call('getReceipt', { params: { id } });
    expect(
      await stranger(vault).problem('listFiles', { headers: { authorization: `Bearer ${receipt}` } }),
    ).toMatchObject({ code: 'unauthenticated' });
    const jwks = await client.call('jwks');
    expect((await verify(client.accessToken ?? '', jwks)).code).toBe(1);
  });

  it('counts the exports, which deletion does not reach', async () => {
    const id = await uploadEncrypted(client);
    await client.call('exportFile', { params: { id } });
    await client.call('exportFile', { params: { id } });
    await client.call('deleteFile', { params: { id } });
    expect((await client.call('getReceipt', { params: { id } })).claims.exports).toBe(2);
  });

  it.each([
    ['for a file that was never encrypted', 'never_encrypted', 404],
    ['for a file that is not deleted', 'file_not_deleted', 409],
  ])('is refused %s', async (_, code, status) => {
    const { file } = await client.call('createFile', {
      body: { name: 'a.png', size: 1000, contentType: 'image/png' },
    });
    if (code === 'never_encrypted') await client.call('deleteFile', { params: { id: file.id } });
    expect(await client.problem('getReceipt', { params: { id: file.id } })).toMatchObject({ code, status });
  });

  it('is available only to the owner', async () => {
    const id = await uploadEncrypted(client);
    await client.call('deleteFile', { params: { id } });
    const other = await signedIn(vault);
    const refused = { status: 404, code: 'file_not_found' };
    expect(await other.problem('getReceipt', { params: { id } })).toMatchObject(refused);
    expect(await client.problem('getReceipt', { params: { id: UNKNOWN_ID } })).toMatchObject(refused);
    expect(await stranger(vault).problem('getReceipt', { params: { id } })).toMatchObject({ status: 401 });
    expect(await client.problem('getReceipt', { params: { id: 'rubbish' } })).toMatchObject({ status: 400 });
  });

  it('exists once after concurrent deletions', async () => {
    const id = await uploadEncrypted(client);
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => client.request('deleteFile', { params: { id } })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 404, 404, 404]);
    expect((await client.call('getReceipt', { params: { id } })).claims.sub).toBe(id);
  });
});

describe('a file that is deleted during encryption', () => {
  it('stays deleted', async () => {
    const id = await upload(client, samplePng());
    await client.call('deleteFile', { params: { id } });
    expect(await client.problem('getFile', { params: { id } })).toMatchObject({ code: 'file_not_found' });
    const receipt = await client.request('getReceipt', { params: { id } });
    expect([200, 404]).toContain(receipt.status);
  });
});
