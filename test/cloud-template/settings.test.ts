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
  it('have safe defaults: invitations only, 2 GiB, 15 minutes', () => {
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

  it('mean the same as text from the command line and as values from a file', () => {
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

  it('do not include the context of the CDK', () => {
    expect(settingsOf({ sender, '@aws-cdk/core:checkSecretUsage': true })).not.toHaveProperty(
      '@aws-cdk/core:checkSecretUsage',
    );
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['no sender', {}, /sender/],
    ['a sender that is not an address', { sender: 'vault' }, /sender/],
    ['an unknown way to register', { sender, registration: 'everyone' }, /registration/],
    [
      'registration by domain, but no domain',
      { sender, registration: 'domains' },
      /Name at least one email domain/,
    ],
    [
      'a URL in place of a domain',
      { sender, registrationDomains: 'https://example.org' },
      /Must be an email domain, such as example\.org\n {2}→ at registrationDomains/,
    ],
    ['an administrator that is not an address', { sender, administrators: 'root' }, /administrators/],
    [
      'the alias of a wrapping key',
      { sender, wrappingKeys: 'alias/vault' },
      /Must be the ARN of a KMS key.*\n {2}→ at wrappingKeys/,
    ],
    [
      'a wrapping key for new files that is not one of the wrapping keys',
      { sender, wrappingKey: 'arn:aws:kms:eu-west-1:111111111111:key/one' },
      /Must be one of wrappingKeys/,
    ],
    [
      'an impossible table name',
      { sender, vaultTable: 'a b' },
      /Must be the name of a DynamoDB table\n {2}→ at vaultTable/,
    ],
    ['no file type', { sender, fileTypes: '' }, /Name at least one media type/],
    ['an unsupported file type', { sender, fileTypes: 'text/html' }, /fileTypes/],
    ['a file size of 0', { sender, maxFileSize: 0 }, /maxFileSize/],
    ['a file size above the limit of S3', { sender, maxFileSize: 5 * 2 ** 40 + 1 }, /maxFileSize/],
    ['a file size that is not a number', { sender, maxFileSize: '2 GiB' }, /maxFileSize/],
    ['too few attempts', { sender, attemptsPerAddress: 4 }, /attemptsPerAddress/],
    ['copies that stay for more than a day', { sender, outboxMinutes: 1441 }, /outboxMinutes/],
    ['copies that stay for 0 minutes', { sender, outboxMinutes: 0 }, /outboxMinutes/],
    ['a flag that is not true or false', { sender, site: 'maybe' }, /Must be true or false\n {2}→ at site/],
    ['neither a site nor the address of one', { sender, site: false }, /siteUrl/],
    ['a site address that is not a URL', { sender, siteUrl: 'vault.example.org' }, /siteUrl/],
  ])('are refused with %s, and the error names the setting', (_, context, message) => {
    expect(errorOf(context)).toMatch(message);
  });

  it('are refused with an error that lists every problem', () => {
    const message = errorOf({ sender: 'vault', outboxMinutes: 0, fileTypes: 'text/html' });
    for (const name of ['sender', 'outboxMinutes', 'fileTypes']) expect(message).toContain(name);
  });
});

describe('an unknown setting', () => {
  it.each([
    ['sendr', 'sender'],
    ['Registration', 'registration'],
    ['registrationDomain', 'registrationDomains'],
    ['outbox-minutes', 'outboxMinutes'],
    ['maxFilesize', 'maxFileSize'],
  ])('is refused with a suggestion: %s', (name, nearest) => {
    expect(errorOf({ sender, [name]: 'x' })).toContain(
      `Unknown setting "${name}". Did you mean "${nearest}"?`,
    );
  });

  it('is refused with the list of all settings if none is similar', () => {
    const message = errorOf({ sender, colour: 'blue' });
    expect(message).toMatch(/Unknown setting "colour"\n/);
    expect(message).toContain('sender, registration, registrationDomains');
  });

  it.each([
    '@aws-cdk/core:newStyleStackSynthesis',
    'aws:cdk:bundling-stacks',
    'aws-cdk:enableDiffNoFail',
    'availability-zones:account=123456789012:region=eu-west-1',
  ])('is accepted if it belongs to the CDK: %s', (name) => {
    expect(errorOf({ sender, [name]: true })).toBe('none');
  });
});

describe('settings with a minimum for production', () => {
  const weak = { passwordCost: 4, leaseSeconds: 5, retrySeconds: 1 };

  it('can be lower in the account of the local cloud', () => {
    expect(settingsOf({ sender, ...weak }, '000000000000')).toMatchObject(weak);
  });

  it.each(['123456789012', undefined])('are refused below it in the account %s', (account) => {
    expect(() => settingsOf({ sender, ...weak }, account)).toThrow(
      /passwordCost must be at least 17.*\n.*leaseSeconds must be at least 60.*\n.*retrySeconds must be at least 5/,
    );
  });

  it('can be higher in every account', () => {
    const strong = { passwordCost: 18, leaseSeconds: 120, retrySeconds: 10 };
    expect(settingsOf({ sender, ...strong }, '123456789012')).toMatchObject(strong);
  });
});
