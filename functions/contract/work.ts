import * as z from 'zod';
import { idSchema, timeSchema } from './fields.ts';

/** A file of an owner: what every work item is about. */
const fileReferenceSchema = z.strictObject({ owner: idSchema, file: idSchema });

/** What goes through the `work` queue besides the events that S3 writes into it. */
export const workItemSchema = z.discriminatedUnion('kind', [
  fileReferenceSchema.extend({ kind: z.literal('join') }),
  fileReferenceSchema.extend({ kind: z.literal('encrypt') }),
  fileReferenceSchema.extend({ kind: z.literal('decrypt'), operation: idSchema }),
  fileReferenceSchema.extend({
    kind: z.literal('encrypt-run'),
    spread: idSchema,
    run: z.number().int().min(1),
  }),
  fileReferenceSchema.extend({ kind: z.literal('fingerprint'), spread: idSchema }),
  fileReferenceSchema.extend({
    kind: z.literal('decrypt-run'),
    operation: idSchema,
    spread: idSchema,
    run: z.number().int().min(1),
  }),
]);
export type WorkItem = z.infer<typeof workItemSchema>;

/** The part of an S3 event that says what arrived (Amazon S3 User Guide, "Event message structure"). */
export const s3EventSchema = z.object({
  Records: z
    .array(
      z.object({
        eventName: z.string(),
        s3: z.object({
          bucket: z.object({ name: z.string() }),
          /** Form-encoded: `+` is a space. */
          object: z.object({ key: z.string() }),
        }),
      }),
    )
    .min(1),
});

/** Sent once by S3 when a bucket's notifications are set up. */
export const s3TestEventSchema = z.object({ Event: z.literal('s3:TestEvent') });

/** What every mail about a file says. */
const aboutFile = { user: idSchema, file: idSchema, fileName: z.string() };

/**
 * A mail to write, by the name of its template. The notifier looks up where `user` gets mail; only an address that is not
 * confirmed yet, or is nobody's any more, has no user.
 */
export const mailSchema = z.discriminatedUnion('template', [
  z.strictObject({
    template: z.literal('confirm-address'),
    to: z.email(),
    name: z.string(),
    token: z.string(),
  }),
  z.strictObject({ template: z.literal('address-known'), user: idSchema }),
  z.strictObject({ template: z.literal('session-stolen'), user: idSchema }),
  z.strictObject({
    template: z.literal('reset-password'),
    user: idSchema,
    token: z.string(),
  }),
  z.strictObject({ template: z.literal('password-changed'), user: idSchema }),
  z.strictObject({ template: z.literal('password-reset'), user: idSchema }),
  z.strictObject({
    template: z.literal('key-made'),
    user: idSchema,
    keyName: z.string(),
    endsAt: timeSchema,
  }),
  z.strictObject({ template: z.literal('second-factor-on'), user: idSchema }),
  z.strictObject({ template: z.literal('second-factor-off'), user: idSchema }),
  z.strictObject({ template: z.literal('recovery-codes-renewed'), user: idSchema }),
  z.strictObject({
    template: z.literal('new-sign-in'),
    user: idSchema,
    at: timeSchema,
    /** IP address. */
    address: z.string(),
    userAgent: z.string().optional(),
  }),
  /** `user` is the administrator who invites. */
  z.strictObject({
    template: z.literal('invitation'),
    user: idSchema,
    to: z.email(),
    token: z.string(),
  }),
  z.strictObject({ template: z.literal('account-deleted'), to: z.email(), name: z.string() }),
  /** A link that `user` sends to somebody; the secret in it is in no table. */
  z.strictObject({
    template: z.literal('file-shared'),
    user: idSchema,
    to: z.email(),
    fileName: z.string(),
    token: z.string(),
    expiresAt: timeSchema,
    hasPassword: z.boolean(),
  }),
  z.strictObject({ template: z.literal('share-downloaded'), ...aboutFile }),
  z.strictObject({ template: z.literal('file-encrypted'), ...aboutFile }),
  z.strictObject({ template: z.literal('file-rejected'), ...aboutFile, reason: z.string() }),
  z.strictObject({ template: z.literal('file-failed'), ...aboutFile, reason: z.string() }),
  z.strictObject({ template: z.literal('file-shredded'), ...aboutFile }),
  z.strictObject({ template: z.literal('file-ready'), ...aboutFile }),
  z.strictObject({ template: z.literal('decryption-failed'), ...aboutFile, reason: z.string() }),
]);
export type Mail = z.infer<typeof mailSchema>;

/** The names of all templates. */
export const mailTemplates = mailSchema.options.map(({ shape }) => shape.template.value);
