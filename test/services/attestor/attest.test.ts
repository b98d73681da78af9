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
import { type IdleVault, openIdleVault } from '../idle-vault.ts';
import { attestorOf, newOwner, type Owner } from '../owner.ts';
import { anonymousRequest } from '../requests.ts';
import { encryptedFile } from '../worker.ts';

let vault: IdleVault;
let owner: Owner;
let attest: Attest;
beforeAll(async () => {
  vault = await openIdleVault();
  owner = newOwner(vault);
  attest = attestorOf(vault);
});
afterAll(() => vault?.[Symbol.asyncDispose]());

async function signed(kind: AttestationRequest['kind'], file: string, by = attest): Promise<string> {
  const attestation = await by({ kind, owner: owner.id, file });
  if (attestation.outcome === 'refused') throw new Error(attestation.reason);
  return attestation.jws;
}
const refusal = async (kind: AttestationRequest['kind'], file: string, of = owner.id) => {
  const attestation = await attest({ kind, owner: of, file });
  return attestation.outcome === 'refused' ? attestation.reason : attestation.outcome;
};

/** The keys that the vault publishes while it signs with this key. */
async function published(receiptsKey = vault.receiptsKey) {
  const route = jwksRoute({
    tombstones: vault.tombstones,
    readTokenKeys: async () => [],
    readReceiptsKey: publicKeyReader(vault.kms, receiptsKey),
  });
  const { body } = await route(anonymousRequest);
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

describe('the signed head of a history', () => {
  it('has the state of the record, and a type of its own', async () => {
    const file = await encryptedFile(vault, owner);
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

  it('advances with every event; after the deletion it is the deletion', async () => {
    const file = await encryptedFile(vault, owner);
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

  it('is refused if an event was rewritten, even with unchanged hashes', async () => {
    const file = await encryptedFile(vault, owner);
    await changeEvent(file, 2, 'forged');
    expect(await refusal('head', file)).toBe('chain_broken');
    // The owner still sees what is stored.
    expect((await owner.history(file)).body).toMatchObject({ items: { length: 4 } });
    expect((await owner.history(file)).body).not.toHaveProperty('head');
  });

  it('is refused if an event was removed, even the last one', async () => {
    for (const sequence of [1, 3, 4]) {
      const file = await encryptedFile(vault, owner);
      const Key = vaultKeys.event(file, sequence);
      await vault.table.client.send(new DeleteCommand({ TableName: vault.table.name, Key }));
      expect(await refusal('head', file)).toBe('chain_broken');
    }
  });

  it('is refused for a file of another owner and for an unknown file', async () => {
    const file = await encryptedFile(vault, owner);
    expect(await refusal('head', file, newOwner(vault).id)).toBe('nothing_to_state');
    expect(await refusal('head', owner.id)).toBe('nothing_to_state');
  });
});

describe('the receipt of a deletion', () => {
  it('has the content of the tombstone, once record and key are deleted', async () => {
    const file = await encryptedFile(vault, owner);
    expect(await refusal('receipt', file)).toBe('nothing_to_state');
    await owner.delete(file);
    const receipt = await signed('receipt', file);
    expect(decodeProtectedHeader(receipt)).toMatchObject({ alg: 'ES256', typ: RECEIPT_TYPE });
    expect(readClaims(receipt, receiptClaimsSchema)).toMatchObject({
      sub: file,
      shreddedBy: { user: owner.id, address: '192.0.2.1' },
    });
  });

  it('is refused while the key exists, even if there is a tombstone', async () => {
    const file = await encryptedFile(vault, owner);
    const { Item } = await vault.table.client.send(
      new GetCommand({ TableName: vault.keysTable, Key: { pk: file } }),
    );
    await owner.delete(file);
    await vault.table.client.send(new PutCommand({ TableName: vault.keysTable, Item: { ...Item } }));
    expect(await refusal('receipt', file)).toBe('not_gone');
  });

  it('is refused while the record exists, even if there is a tombstone', async () => {
    const file = await encryptedFile(vault, owner);
    const Key = vaultKeys.file(owner.id, file);
    const { Item } = await vault.table.client.send(new GetCommand({ TableName: vault.table.name, Key }));
    await owner.delete(file);
    await vault.table.client.send(new PutCommand({ TableName: vault.table.name, Item: { ...Item } }));
    expect(await refusal('receipt', file)).toBe('not_gone');
  });
});

describe('a retired signing key', () => {
  it('remains published, so that its signatures can still be verified', async () => {
    const file = await encryptedFile(vault, owner);
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
