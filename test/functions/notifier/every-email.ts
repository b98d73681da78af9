import type { Mail } from '#contract';

export const ID = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

/** One email of every template, with the given text wherever a template contains text from users. */
export function everyEmail(text: string): Mail[] {
  const about = { user: ID, file: ID, fileName: text };
  return [
    { template: 'confirm-address', to: 'ada@example.org', name: text, token: 'the-token-of-the-link' },
    { template: 'address-known', user: ID },
    { template: 'session-stolen', user: ID },
    { template: 'reset-password', user: ID, token: 'the-token-of-the-link' },
    { template: 'password-changed', user: ID },
    { template: 'password-reset', user: ID },
    { template: 'key-made', user: ID, keyName: text, endsAt: '2026-11-30T18:08:00.000Z' },
    { template: 'second-factor-on', user: ID },
    { template: 'second-factor-off', user: ID },
    { template: 'recovery-codes-renewed', user: ID },
    {
      template: 'new-sign-in',
      user: ID,
      at: '2026-11-23T18:08:00.000Z',
      address: '192.0.2.7',
      userAgent: text,
    },
    { template: 'invitation', user: ID, to: 'ada@example.org', token: 'the-token-of-the-link' },
    { template: 'account-deleted', to: 'ada@example.org', name: text },
    {
      template: 'file-shared',
      user: ID,
      to: 'grace@example.org',
      fileName: text,
      token: 'the-token-of-the-link',
      expiresAt: '2026-11-30T18:08:00.000Z',
      hasPassword: true,
    },
    { template: 'share-downloaded', ...about },
    { template: 'file-encrypted', ...about },
    { template: 'file-rejected', ...about, reason: 'The size does not match the declared size' },
    { template: 'file-failed', ...about, reason: 'The key service refused access to the key' },
    { template: 'file-shredded', ...about },
    { template: 'file-ready', ...about },
    { template: 'decryption-failed', ...about, reason: 'The stored file failed its integrity check' },
  ];
}
