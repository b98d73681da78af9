import { fileTypes } from '#contract';
import type { Settings } from '../../../lib/cloud/settings.ts';
import { settingsOf } from '../../cloud-template/template-of.ts';
import { bytes, code, count, table } from '../markdown.ts';

interface Description {
  /** What the setting decides, in one or two sentences. */
  readonly text: string;
  /** How the default is written, where the value itself is not clear enough. */
  readonly otherwise?: string;
}

const STACK_KEY = "the stack's own";

/** The settings that an organisation chooses. */
const main = {
  sender: { text: 'The address that emails are sent from. Required.', otherwise: '–' },
  administrators: {
    text: 'Email addresses, separated by commas. They can always register, and they administer the vault.',
    otherwise: 'none',
  },
  registration: {
    text: 'Who else can register: `invite` (invited addresses), `domains` (addresses of `registrationDomains`) or `open` (any address).',
  },
  registrationDomains: { text: 'Email domains, separated by commas.', otherwise: 'none' },
  fileTypes: {
    text: 'Media types that the vault accepts. Name, declared type and content must agree.',
    otherwise: Object.values(fileTypes)
      .map(({ label }) => label)
      .join(', '),
  },
  maxFileSize: { text: 'Largest file, in bytes.' },
  quotaBytes: { text: 'Bytes that one account can store. An administrator can change it for an account.' },
  quotaFiles: { text: 'Files that one account can store. An administrator can change it for an account.' },
  outboxMinutes: { text: 'Minutes for which a decrypted copy can be downloaded.' },
  attemptsPerAddress: {
    text: 'Attempts of each kind (sign-in, registration …) per IP address in 15 minutes. An IPv6 /64 counts as one address. Raise it if an office shares one address.',
  },
  site: { text: 'Whether CloudFront and the page are part of the stack.' },
  siteUrl: {
    text: 'Address of the page in emails. Required with `site=false`.',
    otherwise: "the distribution's",
  },
} as const satisfies Partial<Record<keyof Settings, Description>>;

/** The settings that operators need for keys, restores and tests. */
const advanced = {
  wrappingKeys: {
    text: 'ARNs of more KMS keys that can wrap file keys. See [Another KMS key](recovery.md#another-kms-key).',
    otherwise: 'none',
  },
  wrappingKey: {
    text: 'ARN of the KMS key that wraps the keys of new files. One of `wrappingKeys`.',
    otherwise: STACK_KEY,
  },
  tokensKey: {
    text: 'ARN of the KMS key (`ECC_NIST_P256`) that signs access tokens. See [Replace the key for access tokens](#replace-the-key-for-access-tokens).',
    otherwise: STACK_KEY,
  },
  vaultTable: {
    text: 'Name of the restored table that replaces `Vault`. See [Restore the vault](recovery.md#restore-the-vault).',
    otherwise: STACK_KEY,
  },
  keysTable: { text: 'Name of the restored table that replaces `Keys`.', otherwise: STACK_KEY },
  firstUserIsAdministrator: {
    text: 'Makes the first user an administrator. Only with `registration=open` and no `administrators`. `npm start` sets it.',
  },
  passwordCost: { text: "Base-2 logarithm of scrypt's cost N. AWS deployments cannot go below the default." },
  leaseSeconds: { text: 'Length of a worker’s lease. AWS deployments cannot go below the default.' },
  retrySeconds: {
    text: 'Pause before the first retry of a work item. AWS deployments cannot go below the default.',
  },
  healthSeconds: {
    text: 'Seconds for which a health finding is reused. AWS deployments cannot go below the default.',
  },
} as const satisfies Partial<Record<keyof Settings, Description>>;

// A setting without a description does not compile.
const all: Readonly<Record<keyof Settings, Description>> = { ...main, ...advanced };

export function mainSettings(): string {
  return settingsTable(Object.keys(main) as (keyof typeof main)[]);
}

export function advancedSettings(): string {
  return settingsTable(Object.keys(advanced) as (keyof typeof advanced)[]);
}

function settingsTable(names: readonly (keyof Settings)[]): string {
  const defaults = settingsOf({ sender: 'vault@example.org' });
  const rows = names.map((name) => [
    code(name),
    all[name].otherwise ?? shownDefault(name, defaults[name]),
    all[name].text,
  ]);
  return table(['setting', 'default', 'what it decides'], rows);
}

function shownDefault(name: string, value: unknown): string {
  if (typeof value === 'number') return /Bytes|Size/.test(name) ? bytes(value) : count(value);
  return code(String(value));
}
