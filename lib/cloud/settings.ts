import type { Node } from 'constructs';
import * as z from 'zod';
import { emailSchema, fileTypes } from '#contract';
import { nearestName } from './nearest-name.ts';

const list = z.union([
  z.string().transform((text) => text.split(/[\s,]+/).filter((item) => item !== '')),
  z.array(z.string()),
]);
const commaSeparated = list.default([]);
const keyArnSchema = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/,
    'Must be the ARN of a KMS key: arn:aws:kms:REGION:ACCOUNT:key/ID',
  );
const tableNameSchema = z.string().regex(/^[A-Za-z0-9_.-]{3,255}$/, 'Must be the name of a DynamoDB table');
const flag = z.union([z.boolean(), z.stringbool()], { error: 'Must be true or false' });

/** The lowest values that are safe in production. Tests of the local cloud use lower ones. */
const minimums = { passwordCost: 17, leaseSeconds: 60, retrySeconds: 5, healthSeconds: 10 } as const;
/** The account number of the local cloud. No AWS account has it. */
const LOCAL_ACCOUNT = '000000000000';

/**
 * The settings of a vault. Each one is a CDK context value, from `cdk.json` or `cdk deploy -c name=value`.
 */
const settingsSchema = z
  .object({
    /** The address that emails are sent from. The stack creates an SES identity for it, which its owner must confirm. */
    sender: emailSchema,
    /** Who may register: everyone, the email domains in `registrationDomains`, or people with an invitation. */
    registration: z.enum(['open', 'domains', 'invite']).default('invite'),
    registrationDomains: commaSeparated.pipe(
      z.array(
        z
          .string()
          .toLowerCase()
          .regex(/^[a-z0-9.-]+\.[a-z]{2,}$/, 'Must be an email domain, such as example.org'),
      ),
    ),
    /** Email addresses of the administrators. They may always register. */
    administrators: commaSeparated.pipe(z.array(emailSchema)),
    /**
     * For the local cloud: the first user who confirms an address becomes an administrator. The setting has an effect only if
     * registration is open and no administrators are named.
     */
    firstUserIsAdministrator: flag.default(false),
    /** ARNs of more KMS wrapping keys, in addition to the stack's own. Administrators can re-wrap the vault to any of them. */
    wrappingKeys: commaSeparated.pipe(z.array(keyArnSchema)),
    /** The KMS wrapping key for new files, one of `wrappingKeys`. The default is the stack's own. */
    wrappingKey: keyArnSchema.optional(),
    /** ARN of a KMS key (ECC_NIST_P256) that signs access tokens instead of the stack's own. */
    tokensKey: keyArnSchema.optional(),
    /** Names of restored tables that replace the tables `Vault` and `Keys` (docs/recovery.md). */
    vaultTable: tableNameSchema.optional(),
    keysTable: tableNameSchema.optional(),
    /** Media types of the files that are accepted. The extension and the content of a file must match its type. */
    fileTypes: list
      .default(Object.keys(fileTypes))
      .pipe(
        z
          .array(z.enum(Object.keys(fileTypes) as [string, ...string[]]))
          .min(1, 'Name at least one media type, or omit the setting to accept all supported types'),
      ),
    /** The largest size of a file, in bytes: 2 GiB by default, at most 5 TiB, the limit of S3. */
    maxFileSize: z.coerce
      .number()
      .int()
      .positive()
      .max(5 * 2 ** 40)
      .default(2 * 2 ** 30),
    /** The quota of an account, in bytes and in files. An administrator can set another quota for an account. */
    quotaBytes: z.coerce
      .number()
      .int()
      .positive()
      .default(100 * 2 ** 30),
    quotaFiles: z.coerce.number().int().positive().default(100_000),
    /** Attempts of each kind (sign in, register …) per IP address in 15 minutes. An IPv6 /64 network counts as one address. */
    attemptsPerAddress: z.coerce.number().int().min(5).max(900_000).default(100),
    /** How long a decrypted copy can be downloaded, in minutes. */
    outboxMinutes: z.coerce.number().int().min(1).max(1440).default(15),
    /** The base-2 logarithm of the scrypt cost N for passwords. */
    passwordCost: z.coerce.number().int().min(1).max(20).default(minimums.passwordCost),
    /** The duration of a lease. */
    leaseSeconds: z.coerce.number().int().positive().default(minimums.leaseSeconds),
    /** The delay before the first retry. */
    retrySeconds: z.coerce.number().int().positive().default(minimums.retrySeconds),
    /** How long the result of a health check is reused. */
    healthSeconds: z.coerce.number().int().positive().default(minimums.healthSeconds),
    /** Whether CloudFront and the page are part of the stack. */
    site: flag.default(true),
    /** The address of the page for links in emails. The default is the address of the CloudFront distribution. */
    siteUrl: z.url().optional(),
  })
  .refine((settings) => settings.site || settings.siteUrl !== undefined, {
    path: ['siteUrl'],
    message: 'Set the address of your page: links in emails need it if site is false',
  })
  .refine(
    ({ wrappingKey, wrappingKeys }) => wrappingKey === undefined || wrappingKeys.includes(wrappingKey),
    { path: ['wrappingKey'], message: 'Must be one of wrappingKeys' },
  )
  .refine((settings) => settings.registration !== 'domains' || settings.registrationDomains.length > 0, {
    path: ['registrationDomains'],
    message: 'Name at least one email domain',
  });

export type Settings = z.infer<typeof settingsSchema>;

const settingNames = [
  'sender',
  'registration',
  'registrationDomains',
  'administrators',
  'firstUserIsAdministrator',
  'wrappingKeys',
  'wrappingKey',
  'tokensKey',
  'vaultTable',
  'keysTable',
  'fileTypes',
  'maxFileSize',
  'quotaBytes',
  'quotaFiles',
  'attemptsPerAddress',
  'outboxMinutes',
  'passwordCost',
  'leaseSeconds',
  'retrySeconds',
  'healthSeconds',
  'site',
  'siteUrl',
] as const satisfies readonly (keyof Settings)[];

/** The settings are not valid. The message lists every problem, one per line. */
export class SettingsError extends Error {
  constructor(details: string, options?: ErrorOptions) {
    super(`These settings are not valid:\n${details}`, options);
    this.name = 'SettingsError';
  }
}

/** Context keys of the CDK itself contain one of these characters (`@aws-cdk/`, `aws:cdk:`, `availability-zones:`). */
const CDK_CONTEXT_KEY = /[@:/]/;

/**
 * Reads the settings from the context of the CDK app.
 *
 * @param node - of the CDK app
 * @param account - the account that the stack is synthesized for; undefined if it can be deployed to any
 * @throws SettingsError
 */
export function readSettings(node: Node, account: string | undefined): Settings {
  refuseUnknown(Object.keys(z.record(z.string(), z.unknown()).parse(node.getAllContext())));
  const given = settingNames
    .map((name) => [name, node.tryGetContext(name)])
    .filter(([, value]) => value !== undefined);
  const parsed = settingsSchema.safeParse(Object.fromEntries(given));
  if (!parsed.success) throw new SettingsError(z.prettifyError(parsed.error), { cause: parsed.error });
  requireMinimums(parsed.data, account);
  return parsed.data;
}

/** Weak values are for tests of the local cloud. A stack that can be deployed to an AWS account must not have them. */
function requireMinimums(settings: Settings, account: string | undefined): void {
  if (account === LOCAL_ACCOUNT) return;
  const weak = (Object.keys(minimums) as (keyof typeof minimums)[]).filter(
    (name) => settings[name] < minimums[name],
  );
  if (weak.length === 0) return;
  const lines = weak.map((name) => `✖ ${name} must be at least ${minimums[name]} outside the local cloud`);
  throw new SettingsError(lines.join('\n'));
}

/** Refuses misspelt names. Without this check, the vault would silently use the default. */
function refuseUnknown(given: readonly string[]): void {
  const known: readonly string[] = settingNames;
  const unknown = given.filter((name) => !CDK_CONTEXT_KEY.test(name) && !known.includes(name));
  if (unknown.length === 0) return;
  const lines = unknown.map((name) => {
    const nearest = nearestName(name, known);
    return `✖ Unknown setting "${name}"${nearest === undefined ? '' : `. Did you mean "${nearest}"?`}`;
  });
  throw new SettingsError([...lines, `Available settings: ${known.join(', ')}`].join('\n'));
}
