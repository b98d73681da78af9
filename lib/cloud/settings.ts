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
  .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/, 'not the ARN of a KMS key');
const tableNameSchema = z.string().regex(/^[A-Za-z0-9_.-]{3,255}$/, 'not the name of a table');
const flag = z.union([z.boolean(), z.stringbool()]);

/** The least values that protect a vault. Tests of the local cloud use lower ones. */
const production = { passwordCost: 17, leaseSeconds: 60, retrySeconds: 5, healthSeconds: 10 } as const;
/** The account that the local cloud plays. No AWS account has this number. */
const LOCAL_ACCOUNT = '000000000000';

/**
 * What an organisation decides about its vault. Each is a context value: in `cdk.json`, or `cdk deploy -c name=value`.
 */
const settingsSchema = z
  .object({
    /** The address that mails come from; the stack creates its SES identity, whoever owns it confirms it. */
    sender: emailSchema,
    /** Who may register: everybody, addresses of `registrationDomains`, or those whom an administrator invites. */
    registration: z.enum(['open', 'domains', 'invite']).default('invite'),
    registrationDomains: commaSeparated.pipe(
      z.array(
        z
          .string()
          .toLowerCase()
          .regex(/^[a-z0-9.-]+\.[a-z]{2,}$/),
      ),
    ),
    /** Mail addresses; they may always register. */
    administrators: commaSeparated.pipe(z.array(emailSchema)),
    /** On a laptop alone: where no administrator is named, whoever confirms an address first is one. */
    firstUserIsAdministrator: flag.default(false),
    /** ARNs of KMS keys besides the stack's own that may wrap file keys; vaults are re-wrapped to these and to no others. */
    wrappingKeys: commaSeparated.pipe(z.array(keyArnSchema)),
    /** Which of them wraps the keys of new files; the stack's own where none is named. */
    wrappingKey: keyArnSchema.optional(),
    /** ARN of the KMS key (ECC_NIST_P256) that signs access tokens in the place of the stack's own. */
    tokensKey: keyArnSchema.optional(),
    /** The tables that a backup of `Vault` and `Keys` was restored into, to take their places (docs/recovery.md). */
    vaultTable: tableNameSchema.optional(),
    keysTable: tableNameSchema.optional(),
    /** Media types; their extensions and contents are checked too. */
    fileTypes: list
      .default(Object.keys(fileTypes))
      .pipe(
        z
          .array(z.enum(Object.keys(fileTypes) as [string, ...string[]]))
          .min(1, 'name at least one media type, or leave the setting out for all that there are'),
      ),
    /** Bytes; 2 GiB by default, S3's 5 TiB at most. */
    maxFileSize: z.coerce
      .number()
      .int()
      .positive()
      .max(5 * 2 ** 40)
      .default(2 * 2 ** 30),
    /** Bytes and files that one account may have, where no administrator has said otherwise; 100 GiB by default. */
    quotaBytes: z.coerce
      .number()
      .int()
      .positive()
      .default(100 * 2 ** 30),
    quotaFiles: z.coerce.number().int().positive().default(100_000),
    /** Attempts of each kind (signing in, registering …) that one IP address has in a quarter of an hour; an IPv6 /64 counts as one. */
    attemptsPerAddress: z.coerce.number().int().min(5).max(900_000).default(100),
    /** Minutes for which a decrypted copy can be downloaded. */
    outboxMinutes: z.coerce.number().int().min(1).max(1440).default(15),
    /** The base-2 logarithm of scrypt's cost for passwords, the length of a lease, the pause before the first retry, and how long a finding about health is reused. */
    passwordCost: z.coerce.number().int().min(1).max(20).default(production.passwordCost),
    leaseSeconds: z.coerce.number().int().positive().default(production.leaseSeconds),
    retrySeconds: z.coerce.number().int().positive().default(production.retrySeconds),
    healthSeconds: z.coerce.number().int().positive().default(production.healthSeconds),
    /** Whether CloudFront and the page are part of the stack. */
    site: flag.default(true),
    /** The address of the page in mails, where it is not the distribution's own. */
    siteUrl: z.url().optional(),
  })
  .refine((settings) => settings.site || settings.siteUrl !== undefined, {
    path: ['siteUrl'],
    message:
      'without a site of its own the stack has to be told the address of yours, for the links in mails',
  })
  .refine(
    ({ wrappingKey, wrappingKeys }) => wrappingKey === undefined || wrappingKeys.includes(wrappingKey),
    { path: ['wrappingKey'], message: 'has to be one of wrappingKeys' },
  )
  .refine((settings) => settings.registration !== 'domains' || settings.registrationDomains.length > 0, {
    path: ['registrationDomains'],
    message: 'name at least one mail domain',
  });

export type Settings = z.infer<typeof settingsSchema>;

const names = [
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

/** The settings are not valid; the message lists every one that is not, for whoever typed them. */
export class SettingsError extends Error {
  constructor(details: string, options?: ErrorOptions) {
    super(`These settings are not valid:\n${details}`, options);
    this.name = 'SettingsError';
  }
}

/** The CDK's own context and that of its command line have a prefix each (`@aws-cdk/`, `aws:cdk:`, `availability-zones:`). */
const FOREIGN = /[@:/]/;

/**
 * Reads the settings from the context of the CDK app.
 *
 * @param account - that the stack is synthesized for; undefined if it can be deployed to any
 * @throws SettingsError
 */
export function readSettings(node: Node, account: string | undefined): Settings {
  refuseUnknown(Object.keys(z.record(z.string(), z.unknown()).parse(node.getAllContext())));
  const given = names
    .map((name) => [name, node.tryGetContext(name)])
    .filter(([, value]) => value !== undefined);
  const parsed = settingsSchema.safeParse(Object.fromEntries(given));
  if (!parsed.success) throw new SettingsError(z.prettifyError(parsed.error), { cause: parsed.error });
  requireProductionValues(parsed.data, account);
  return parsed.data;
}

/** Weak values are for the tests of the local cloud. A stack that can reach an AWS account must not have them. */
function requireProductionValues(settings: Settings, account: string | undefined): void {
  if (account === LOCAL_ACCOUNT) return;
  const weak = (Object.keys(production) as (keyof typeof production)[]).filter(
    (name) => settings[name] < production[name],
  );
  if (weak.length === 0) return;
  const lines = weak.map((name) => `✖ ${name} must be at least ${production[name]} outside the local cloud`);
  throw new SettingsError(lines.join('\n'));
}

/** A name that is mistyped would silently leave the vault with a default. */
function refuseUnknown(given: readonly string[]): void {
  const known: readonly string[] = names;
  const unknown = given.filter((name) => !FOREIGN.test(name) && !known.includes(name));
  if (unknown.length === 0) return;
  const lines = unknown.map((name) => {
    const nearest = nearestName(name, known);
    return `✖ There is no setting "${name}"${nearest === undefined ? '' : `; did you mean "${nearest}"?`}`;
  });
  throw new SettingsError([...lines, `The settings are: ${known.join(', ')}`].join('\n'));
}
