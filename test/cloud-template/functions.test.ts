import { describe, expect, it } from 'vitest';
import { rightsOf } from './policies.ts';
import { resourcesOf } from './resources-of.ts';
import { templateOf } from './template-of.ts';

const withSite = templateOf();

describe('the rights of the functions', () => {
  const rights = rightsOf(withSite);
  const mayDo = (action: RegExp, resource: string) =>
    [
      ...new Set(
        rights
          .filter((right) => action.test(right.action) && right.resource.includes(resource))
          .map(({ role }) => role),
      ),
    ].toSorted();

  it('name every resource and every action, without wildcards', () => {
    expect(rights.length).toBeGreaterThan(50);
    expect(rights.filter(({ resource }) => resource.includes('"*"'))).toEqual([]);
    expect(rights.filter(({ action }) => action.includes('*'))).toEqual([]);
  });

  it('allow only the encryptor to generate and unwrap file keys, and only the rewrapper to re-wrap them', () => {
    expect(mayDo(/^kms:(GenerateDataKey|Decrypt)$/, 'KeysWrapping')).toEqual(['Encryptor']);
    expect(mayDo(/^kms:ReEncrypt(From|To)$/, 'KeysWrapping')).toEqual(['Rewrapper']);
    expect(mayDo(/^kms:(?!GenerateDataKey$|Decrypt$|ReEncryptFrom$|ReEncryptTo$)/, 'KeysWrapping')).toEqual(
      [],
    );
  });

  it('allow only auth to sign access tokens', () => {
    expect(mayDo(/^kms:Sign$/, 'KeysTokens')).toEqual(['Auth']);
    expect(mayDo(/^kms:/, 'KeysTokens')).toEqual(['Auth']);
  });

  it('allow only auth to decrypt 2FA secrets', () => {
    expect(mayDo(/^kms:/, 'KeysSecondFactors')).toEqual(['Auth']);
  });

  it('allow only the attestor to sign deletion receipts and history heads, and three functions to invoke it', () => {
    expect(mayDo(/^kms:Sign$/, 'KeysReceipts')).toEqual(['Attestor']);
    expect(mayDo(/^kms:/, 'KeysReceipts')).toEqual(['Attestor', 'Auth']);
    expect(mayDo(/^lambda:/, 'Attestor')).toEqual(['Files', 'Notifier', 'Ops']);
  });

  it('allow only ops to invoke functions for health checks', () => {
    expect(mayDo(/^lambda:/, 'Auth')).toEqual(['Ops']);
    expect(mayDo(/^lambda:/, 'Files')).toEqual(['Ops']);
    expect(mayDo(/^lambda:/, '')).toEqual(['Files', 'Notifier', 'Ops']);
  });

  it('allow no function to delete or change a tombstone', () => {
    expect(mayDo(/Delete|Update/, 'TablesTombstones')).toEqual([]);
    expect(mayDo(/Put/, 'TablesTombstones')).toEqual(['Attestor', 'Deleter', 'Files', 'Janitor', 'Shares']);
  });

  it('allow only the listed functions to read or delete wrapped file keys', () => {
    expect(mayDo(/Get|Query|Scan/, 'TablesKeys')).toEqual([
      'Attestor',
      'Deleter',
      'Encryptor',
      'Files',
      'Rewrapper',
      'Shares',
      'TombstoneReplayer',
    ]);
    expect(mayDo(/Delete/, 'TablesKeys')).toEqual(['Deleter', 'Files', 'Janitor', 'TombstoneReplayer']);
  });

  it('allow only deleter and janitor to delete ciphertext, and only the encryptor to write it', () => {
    expect(mayDo(/^s3:DeleteObjectVersion$/, 'StorageVault')).toEqual(['Deleter', 'Janitor']);
    expect(mayDo(/^s3:DeleteObject$/, 'StorageVault')).toEqual([]);
    expect(mayDo(/^s3:PutObject$/, 'StorageVault')).toEqual(['Encryptor']);
    expect(mayDo(/^s3:GetObject$/, 'StorageVault')).toEqual(['Encryptor']);
    expect(mayDo(/^s3:GetObjectVersion$/, 'StorageVault')).toEqual(['Encryptor', 'Files']);
  });

  it('allow only the encryptor to read uploaded plaintext', () => {
    expect(mayDo(/^s3:GetObject/, 'StorageStaging')).toEqual(['Encryptor']);
  });

  it('allow no function to change a policy, a key, a bucket or a role', () => {
    expect(
      rights.filter(({ action }) => /Policy|^iam:|^s3:PutBucket|^kms:(Put|Create|Schedule)/.test(action)),
    ).toEqual([]);
  });

  it('allow only the notifier to send emails, and only from the sender in the settings', () => {
    expect(mayDo(/^ses:/, '')).toEqual(['Notifier']);
    expect(mayDo(/^ses:SendEmail$/, 'identity/vault@example.org')).toEqual(['Notifier']);
  });
});

describe('the functions', () => {
  const functions = resourcesOf(withSite, 'AWS::Lambda::Function').filter(([id]) => !id.startsWith('Custom'));

  it.each(functions)('%s runs on Node 24 on arm64, and logs JSON', (_, properties) => {
    expect(properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      LoggingConfig: { LogFormat: 'JSON' },
    });
  });

  it('have no Node options, except the encryptor', () => {
    const options = functions.flatMap(([id, { Environment }]) =>
      JSON.stringify(Environment).includes('NODE_OPTIONS') ? [id.replace(/[0-9A-F]{8}$/, '')] : [],
    );
    expect(options).toEqual(['Encryptor']);
  });

  it('have no secrets in their environment variables', () => {
    const variables = functions.flatMap(([, { Environment }]) => JSON.stringify(Environment));
    expect(variables.join()).not.toMatch(/resolve:|SecretString/);
  });
});

it.each(['Auth', 'Shares'])('%s has a whole CPU for hashing passwords', (name) => {
  const sizes = resourcesOf(withSite, 'AWS::Lambda::Function')
    .filter(([id]) => id.startsWith(name))
    .map(([, { MemorySize }]) => MemorySize);
  expect(sizes).toEqual([expect.toSatisfy((size: unknown) => Number(size) >= 1769)]);
});
