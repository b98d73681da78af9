import { z } from 'zod';
import { emailSchema, idSchema } from './fields.ts';

/** A file of an owner: what every work item is about. */
export const fileReferenceSchema = z.strictObject({ owner: idSchema, file: idSchema });

/** What goes through the `work` queue besides the events that S3 writes into it. */
export const workItemSchema = z.discriminatedUnion('kind', [
  fileReferenceSchema.extend({ kind: z.literal('join') }),
  fileReferenceSchema.extend({ kind: z.literal('encrypt') }),
  fileReferenceSchema.extend({ kind: z.literal('decrypt'), operation: idSchema }),
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

/** A mail to write, by the name of its template. */
export const mailSchema = z.discriminatedUnion('template', [
  z.strictObject({
    template: z.literal('confirm-address'),
    to: emailSchema,
    name: z.string(),
    token: z.string(),
  }),
  z.strictObject({ template: z.literal('address-known'), to: emailSchema, name: z.string() }),
  z.strictObject({ template: z.literal('session-stolen'), to: emailSchema, name: z.string() }),
  z.strictObject({
    template: z.literal('file-encrypted'),
    to: emailSchema,
    name: z.string(),
    file: idSchema,
    fileName: z.string(),
  }),
  z.strictObject({
    template: z.literal('file-rejected'),
    to: emailSchema,
    name: z.string(),
    file: idSchema,
    fileName: z.string(),
    reason: z.string(),
  }),
  z.strictObject({
    template: z.literal('file-failed'),
    to: emailSchema,
    name: z.string(),
    file: idSchema,
    fileName: z.string(),
    reason: z.string(),
  }),
  z.strictObject({
    template: z.literal('file-ready'),
    to: emailSchema,
    name: z.string(),
    file: idSchema,
    fileName: z.string(),
  }),
  z.strictObject({
    template: z.literal('decryption-failed'),
    to: emailSchema,
    name: z.string(),
    file: idSchema,
    fileName: z.string(),
    reason: z.string(),
  }),
]);
export type Mail = z.infer<typeof mailSchema>;
