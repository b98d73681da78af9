import { describe, expect, it } from 'vitest';
import { SettingsError } from '#cloud';
import { settingsOf } from './template-of.ts';

const sender = 'vault@example.org';

function errorOf(context: Record<string, unknown>): string {
  try {
    settingsOf(context);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  return 'none';
}

describe('the settings of a vault', () => {
  it('are careful ones where nobody has chosen: by invitation, 2 GiB, a quarter of an hour', () => {
    expect(settingsOf({ sender })).toEqual({
      sender,
      registration: 'invite',
      registrationDomains: [],
      administrators: [],
      firstUserIsAdministrator: false,
      wrappingKeys: [],
      fileTypes: ['image/png', 'image/jpeg', 'image/gif', 'application/pdf', 'application/zip'],
      maxFileSize: 2 * 2 ** 30,
      quotaBytes: 100 * 2 ** 30,
      quotaFiles: 100_000,
      attemptsPerAddress: 100,
      outboxMinutes: 15,
      passwordCost: 17,
      leaseSeconds: 60,
      retrySeconds: 5,
      healthSeconds: 10,
      site: true,
    });
  });

  it('come as text from a command line, and mean the same as from a file', () => {
    const text = {
      sender: 'Vault@Example.org',
      registration: 'domains',
      registrationDomains: 'Example.org, example.net',
      administrators: 'Root@example.org',
      fileTypes: 'image/png,application/pdf',
      maxFileSize: '1000',
      quotaBytes: '5000',
      quotaFiles: '10',
      attemptsPerAddress: '500',
      outboxMinutes: '5',
      site: 'false',
      siteUrl: 'https://vault.example.org',
    };
    const values = {
      ...text,
      registrationDomains: ['example.org', 'example.net'],
      administrators: ['root@example.org'],
      fileTypes: ['image/png', 'application/pdf'],
      maxFileSize: 1000,
      quotaBytes: 5000,
      quotaFiles: 10,
      attemptsPerAddress: 500,
      outboxMinutes: 5,
      site: false,
    };
    expect(settingsOf(text)).toEqual(settingsOf(values));
    expect(settingsOf(text)).toMatchObject({
      sender,
      registrationDomains: ['example.org', 'example.net'],
      administrators: ['root@example.org'],
      site: false,
    });
  });

  it('that the CDK has for itself are none of ours', () => {
    expect(settingsOf({ sender, '@aws-cdk/core:checkSecretUsage': true })).not.toHaveProperty(
      '@aws-cdk/core:checkSecretUsage',
    );
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['no sender', {}, /sender/],
    ['a sender that is no address', { sender: 'vault' }, /sender/],
    ['a way to register that nobody knows', { sender, registration: 'everybody' }, /registration/],
    [
      'domains to register from, but none named',
      { sender, registration: 'domains' },
      /at least one mail domain/,
    ],
    ['a domain that is none', { sender, registrationDomains: 'https://example.org' }, /registrationDomains/],
    ['an administrator that is no address', { sender, administrators: 'root' }, /administrators/],
    ['a wrapping key that is an alias', { sender, wrappingKeys: 'alias/vault' }, /wrappingKeys/],
    [
      'a wrapping key for new files that is none of the wrapping keys',
      { sender, wrappingKey: 'arn:aws:kms:eu-west-1:111111111111:key/one' },
      /has to be one of wrappingKeys/,
    ],
    ['a restored table whose name is none', { sender, vaultTable: 'a b' }, /vaultTable/],
    ['no type at all', { sender, fileTypes: '' }, /fileTypes/],
    ['a type that the product does not know', { sender, fileTypes: 'text/html' }, /fileTypes/],
    ['no room for any file', { sender, maxFileSize: 0 }, /maxFileSize/],
    ['more than S3 holds', { sender, maxFileSize: 5 * 2 ** 40 + 1 }, /maxFileSize/],
    ['a size that is no number', { sender, maxFileSize: '2 GiB' }, /maxFileSize/],
    ['hardly any attempts', { sender, attemptsPerAddress: 4 }, /attemptsPerAddress/],
    ['copies that never go', { sender, outboxMinutes: 1441 }, /outboxMinutes/],
    ['copies that go at once', { sender, outboxMinutes: 0 }, /outboxMinutes/],
    ['a flag that is neither yes nor no', { sender, site: 'maybe' }, /site/],
    ['no site, and no address of one', { sender, site: false }, /siteUrl/],
    ['an address of a site that is none', { sender, siteUrl: 'vault.example.org' }, /siteUrl/],
  ])('with %s are refused, by name', (_, context, message) => {
    expect(errorOf(context)).toMatch(message);
  });

  it('are refused with all that is wrong at once', () => {
    const message = errorOf({ sender: 'vault', outboxMinutes: 0, fileTypes: 'text/html' });
    for (const name of ['sender', 'outboxMinutes', 'fileTypes']) expect(message).toContain(name);
  });
});

describe('a setting that there is not', () => {
  it.each([
    ['sendr', 'sender'],
    ['Registration', 'registration'],
    ['registrationDomain', 'registrationDomains'],
    ['outbox-minutes', 'outboxMinutes'],
    ['maxFilesize', 'maxFileSize'],
  ])('is refused, and the nearest one named: %s', (name, nearest) => {
    expect(errorOf({ sender, [name]: 'x' })).toContain(
      `There is no setting "${name}"; did you mean "${nearest}"?`,
    );
  });

  it('is refused with all that there are, where none is near', () => {
    const message = errorOf({ sender, colour: 'blue' });
    expect(message).toMatch(/There is no setting "colour"\n/);
    expect(message).toContain('sender, registration, registrationDomains');
  });

  it.each([
    '@aws-cdk/core:newStyleStackSynthesis',
    'aws:cdk:bundling-stacks',
    'aws-cdk:enableDiffNoFail',
    'availability-zones:account=123456789012:region=eu-west-1',
  ])('is none of ours, but the CDK’s: %s', (name) => {
    expect(errorOf({ sender, [name]: true })).toBe('none');
  });
});

describe('values that only the tests of the local cloud may lower', () => {
  const weak = { passwordCost: 4, leaseSeconds: 5, retrySeconds: 1 };

  it('are accepted for the account of the local cloud', () => {
    expect(settingsOf({ sender, ...weak }, '000000000000')).toMatchObject(weak);
  });

  it.each(['123456789012', undefined])('are refused for the account %s', (account) => {
    expect(() => settingsOf({ sender, ...weak }, account)).toThrow(
      /passwordCost must be at least 17.*\n.*leaseSeconds must be at least 60.*\n.*retrySeconds must be at least 5/,
    );
  });

  it('can be raised anywhere', () => {
    const strong = { passwordCost: 18, leaseSeconds: 120, retrySeconds: 10 };
    expect(settingsOf({ sender, ...strong }, '123456789012')).toMatchObject(strong);
  });
});
