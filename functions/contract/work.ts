import * as z from 'zod';
import { idSchema, timeSchema } from './fields.ts';

/** The file of a work item. */
const fileReferenceSchema = z.strictObject({ owner: idSchema, file: idSchema });

/** A work item of the queue `work`, which also contains events from S3. */
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

/** The part of an S3 event that names the uploaded objects (Amazon S3 User Guide, "Event message structure"). */
export const s3EventSchema = z.object({
  Records: z
    .array(
      z.object({
        eventName: z.string(),
        s3: z.object({
          bucket: z.object({ name: z.string() }),
          /** Form-encoded, so `+` is a space. */
          object: z.object({ key: z.string() }),
        }),
      }),
    )
    .min(1),
});

/** The event that S3 sends once when the notifications of a bucket are configured. */
export const s3TestEventSchema = z.object({ Event: z.literal('s3:TestEvent') });

/** The fields of every email about a file. */
const aboutFile = { user: idSchema, file: idSchema, fileName: z.string() };

/**
 * A work item of the queue `mail`: an email to send, by the name of its template. The notifier looks up the address of
 * `user`. `to` is the address if it does not belong to an account, or if `user` is the sender.
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
  /** `user` is the administrator who sends the invitation. */
  z.strictObject({
    template: z.literal('invitation'),
    user: idSchema,
    to: z.email(),
    token: z.string(),
  }),
  z.strictObject({ template: z.literal('account-deleted'), to: z.email(), name: z.string() }),
  /** `user` is the owner who shares the file. The secret of the link is in no table. */
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
