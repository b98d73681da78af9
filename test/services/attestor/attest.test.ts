import { CreateKeyCommand } from '@aws-sdk/client-kms';
import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicKeyReader, readClaims } from '#aws';
import {
  type AttestationRequest,
  HISTORY_TYPE,
  headClaimsSchema,
  RECEIPT_TYPE,
  receiptClaimsSchema,
} from '#contract';
import { type Attest, readFile, vaultKeys } from '#vault';
import { jwksRoute } from '../../../functions/auth/jwks.ts';
import { verifyHistory } from '../../../lib/cli/verify-history.ts';
import { verifyReceipt } from '../../../lib/cli/verify-receipt.ts';
import { samplePdf } from '../../setup/sample-files.ts';
import { type IdleVault, openIdleVault } from '../idle-vault.ts';
import { attestorOf, newOwner, type Owner } from '../owner.ts';
import { workOff } from '../worker.ts';

let vault: IdleVault;
let owner: Owner;
let attest: Attest;
beforeAll(async () => {
  vault = await openIdleVault();
  owner = newOwner(vault);
  attest = attestorOf(vault);
});
afterAll(() => vault?.[Symbol.asyncDispose]());

async function encryptedFile(): Promise<string> {
  const file = await owner.upload(samplePdf());
  await workOff(vault);
  expect((await owner.file(file)).body.status).toBe('encrypted');
  return file;
}

async function signed(kind: AttestationRequest['kind'], file: string, by = attest): Promise<string> {
  const attestation = await by({ kind, owner: owner.id, file });
  if (attestation.outcome === 'refused') throw new Error(attestation.reason);
  return attestation.jws;
}
const refusal = async (kind: AttestationRequest['kind'], file: string, of = owner.id) => {
  const attestation = await attest({ kind, owner: of, file });
  return attestation.outcome === 'refused' ? attestation.reason : attestation.outcome;
};

/** What the vault publishes while it signs with that key. */
async function published(receiptsKey = vault.receiptsKey) {
  const route = jwksRoute({
    tombstones: vault.tombstones,
    readTokenKeys: async () => [],
    readReceiptsKey: publicKeyReader(vault.kms, receiptsKey),
  });
  const { body } = await route({
    params: {},
    query: {},
    body: undefined,
    principal: undefined,
    client: { address: '', userAgent: undefined, host: undefined, origin: undefined, fetchSite: undefined },
    cookies: new Map(),
  });
  return body;
}

async function changeEvent(file: string, sequence: number, detail: string): Promise<void> {
  await vault.table.client.send(
    new UpdateCommand({
      TableName: vault.table.name,
      Key: vaultKeys.event(file, sequence),
      UpdateExpression: 'SET detail = :detail',
      ExpressionAttributeValues: { ':detail': detail },
    }),
  );
}

describe('the head of a history', () => {
  it('is signed as the record has it, with a type of its own', async () => {
    const file = await encryptedFile();
    const head = await signed('head', file);
    expect(decodeProtectedHeader(head)).toMatchObject({ alg: 'ES256', typ: HISTORY_TYPE });
    const record = await readFile(vault.table, owner.id, file);
    expect(readClaims(head, headClaimsSchema)).toEqual({
      iss: 'encrypt5',
      sub: file,
      iat: Math.floor(vault.now().getTime() / 1000),
      at: vault.now().toISOString(),
      ...record?.history,
    });
  });

  it('goes on with every event, and after the deletion it is the deletion', async () => {
    const file = await encryptedFile();
    const before = readClaims(await signed('head', file), headClaimsSchema);
    await owner.delete(file);
    const after = readClaims(await signed('head', file), headClaimsSchema);
    expect(after.sequence).toBe(before.sequence + 1);
    const { items, head } = (await owner.history(file)).body;
    expect(items.map(({ type }) => type)).toEqual([
      'created',
      'uploaded',
      'encryption-started',
      'encrypted',
      'shredded',
    ]);
    expect(readClaims(head ?? '', headClaimsSchema)).toEqual(after);
    await verifyHistory(items, [head ?? ''], await published());
  });

  it('is not signed where an event was rewritten, though the hashes were left alone', async () => {
    const file = await encryptedFile();
    await changeEvent(file, 2, 'forged');
    expect(await refusal('head', file)).toBe('chain_broken');
    // The owner sees what is stored all the same.
    expect((await owner.history(file)).body).toMatchObject({ items: { length: 4 } });
    expect((await owner.history(file)).body).not.toHaveProperty('head');
  });

  it('is not signed where an event was cut, the last one too', async () => {
    for (const sequence of [1, 3, 4]) {
      const file = await encryptedFile();
      const Key = vaultKeys.event(file, sequence);
      await vault.table.client.send(new DeleteCommand({ TableName: vault.table.name, Key }));
      expect(await refusal('head', file)).toBe('chain_broken');
    }
  });

  it('is not signed of another’s file, nor of one that never was', async () => {
    const file = await encryptedFile();
    expect(await refusal('head', file, newOwner(vault).id)).toBe('nothing_to_state');
    expect(await refusal('head', owner.id)).toBe('nothing_to_state');
  });
});

describe('the receipt of a deletion', () => {
  it('is signed of what the tombstone states, once record and key are gone', async () => {
    const file = await encryptedFile();
    expect(await refusal('receipt', file)).toBe('nothing_to_state');
    await owner.delete(file);
    const receipt = await signed('receipt', file);
    expect(decodeProtectedHeader(receipt)).toMatchObject({ alg: 'ES256', typ: RECEIPT_TYPE });
    expect(readClaims(receipt, receiptClaimsSchema)).toMatchObject({
      sub: file,
      shreddedBy: { user: owner.id, address: '192.0.2.1' },
    });
  });

  it('is not signed while the key is there, whatever the tombstone says', async () => {
    const file = await encryptedFile();
    const { Item } = await vault.table.client.send(
      new GetCommand({ TableName: vault.keysTable, Key: { pk: file } }),
    );
    await owner.delete(file);
    await vault.table.client.send(new PutCommand({ TableName: vault.keysTable, Item: { ...Item } }));
    expect(await refusal('receipt', file)).toBe('not_gone');
  });

  it('is not signed while the record is there, whatever the tombstone says', async () => {
    const file = await encryptedFile();
    const Key = vaultKeys.file(owner.id, file);
    const { Item } = await vault.table.client.send(new GetCommand({ TableName: vault.table.name, Key }));
    await owner.delete(file);
    await vault.table.client.send(new PutCommand({ TableName: vault.table.name, Item: { ...Item } }));
    expect(await refusal('receipt', file)).toBe('not_gone');
  });
});

describe('a signing key that has retired', () => {
  it('stays published, and what it signed is verified with what the vault publishes now', async () => {
    const file = await encryptedFile();
    await owner.delete(file);
    const [receipt, head] = [await signed('receipt', file), await signed('head', file)];
    const { items } = (await owner.history(file)).body;

    const { KeyMetadata } = await vault.kms.send(
      new CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }),
    );
    const newKey = KeyMetadata?.Arn ?? '';
    const withNewKey = await signed('receipt', file, attestorOf(vault, newKey));
    const jwks = await published(newKey);
    const kids = [receipt, withNewKey].map((jws) => decodeProtectedHeader(jws).kid);
    expect(new Set(kids).size).toBe(2);
    expect(jwks.keys.map(({ kid }) => kid)).toEqual(expect.arrayContaining(kids));
    for (const one of [receipt, withNewKey]) expect((await verifyReceipt(one, jwks)).sub).toBe(file);
    expect((await verifyHistory(items, [head], jwks)).file).toBe(file);
  });
});
