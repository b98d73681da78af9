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
          .filter((one) => action.test(one.action) && one.resource.includes(resource))
          .map(({ role }) => role),
      ),
    ].toSorted();

  it('name every resource and every action', () => {
    expect(rights.length).toBeGreaterThan(50);
    expect(rights.filter(({ resource }) => resource.includes('"*"'))).toEqual([]);
    expect(rights.filter(({ action }) => action.includes('*'))).toEqual([]);
  });

  it('let the encryptor alone make and open file keys, and the rewrapper re-wrap them unseen', () => {
    expect(mayDo(/^kms:(GenerateDataKey|Decrypt)$/, 'KeysWrapping')).toEqual(['Encryptor']);
    expect(mayDo(/^kms:ReEncrypt(From|To)$/, 'KeysWrapping')).toEqual(['Rewrapper']);
    expect(mayDo(/^kms:(?!GenerateDataKey$|Decrypt$|ReEncryptFrom$|ReEncryptTo$)/, 'KeysWrapping')).toEqual(
      [],
    );
  });

  it('let auth alone sign access tokens', () => {
    expect(mayDo(/^kms:Sign$/, 'KeysTokens')).toEqual(['Auth']);
    expect(mayDo(/^kms:/, 'KeysTokens')).toEqual(['Auth']);
  });

  it('let auth alone open the secrets of second factors', () => {
    expect(mayDo(/^kms:/, 'KeysSecondFactors')).toEqual(['Auth']);
  });

  it('let the attestor alone sign receipts and heads of histories, and three functions ask it', () => {
    expect(mayDo(/^kms:Sign$/, 'KeysReceipts')).toEqual(['Attestor']);
    expect(mayDo(/^kms:/, 'KeysReceipts')).toEqual(['Attestor', 'Auth']);
    expect(mayDo(/^lambda:/, 'Attestor')).toEqual(['Files', 'Notifier', 'Ops']);
  });

  it('let ops alone ask a function how it is', () => {
    expect(mayDo(/^lambda:/, 'Auth')).toEqual(['Ops']);
    expect(mayDo(/^lambda:/, 'Files')).toEqual(['Ops']);
    expect(mayDo(/^lambda:/, '')).toEqual(['Files', 'Notifier', 'Ops']);
  });

  it('let nobody take a tombstone away', () => {
    expect(mayDo(/Delete|Update/, 'TablesTombstones')).toEqual([]);
    expect(mayDo(/Put/, 'TablesTombstones')).toEqual(['Attestor', 'Deleter', 'Files', 'Janitor', 'Shares']);
  });

  it('let nobody read a wrapped file key but those who open it, or hand it to its owner', () => {
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

  it('let two delete versions of ciphertext, neither of which answers requests, and the encryptor alone write any', () => {
    expect(mayDo(/^s3:DeleteObjectVersion$/, 'StorageVault')).toEqual(['Deleter', 'Janitor']);
    expect(mayDo(/^s3:DeleteObject$/, 'StorageVault')).toEqual([]);
    expect(mayDo(/^s3:PutObject$/, 'StorageVault')).toEqual(['Encryptor']);
    expect(mayDo(/^s3:GetObject$/, 'StorageVault')).toEqual(['Encryptor']);
    expect(mayDo(/^s3:GetObjectVersion$/, 'StorageVault')).toEqual(['Encryptor', 'Files']);
  });

  it('let nobody read plaintext that was uploaded but the encryptor', () => {
    expect(mayDo(/^s3:GetObject/, 'StorageStaging')).toEqual(['Encryptor']);
  });

  it('let nobody change a policy, a key, a bucket or a role', () => {
    expect(
      rights.filter(({ action }) => /Policy|^iam:|^s3:PutBucket|^kms:(Put|Create|Schedule)/.test(action)),
    ).toEqual([]);
  });

  it('let nobody send mail but the notifier, from the sender of the settings', () => {
    expect(mayDo(/^ses:/, '')).toEqual(['Notifier']);
    expect(mayDo(/^ses:SendEmail$/, 'identity/vault@example.org')).toEqual(['Notifier']);
  });
});

describe('the functions', () => {
  const functions = resourcesOf(withSite, 'AWS::Lambda::Function').filter(([id]) => !id.startsWith('Custom'));

  it.each(functions)('%s runs on Node 24 on arm64, and logs in JSON for a while', (_, properties) => {
    expect(properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      LoggingConfig: { LogFormat: 'JSON' },
    });
  });

  it('have options of Node where they are measured: the encryptor', () => {
    const options = functions.flatMap(([id, { Environment }]) =>
      JSON.stringify(Environment).includes('NODE_OPTIONS') ? [id.replace(/[0-9A-F]{8}$/, '')] : [],
    );
    expect(options).toEqual(['Encryptor']);
  });

  it('have no secret in their variables: only names, addresses and limits', () => {
    const variables = functions.flatMap(([, { Environment }]) => JSON.stringify(Environment));
    expect(variables.join()).not.toMatch(/resolve:|SecretString/);
  });
});

it.each(['Auth', 'Shares'])('%s has a whole CPU, because it hashes passwords', (name) => {
  const sizes = resourcesOf(withSite, 'AWS::Lambda::Function')
    .filter(([id]) => id.startsWith(name))
    .map(([, { MemorySize }]) => MemorySize);
  expect(sizes).toEqual([expect.toSatisfy((size: unknown) => Number(size) >= 1769)]);
});
