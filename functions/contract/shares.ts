import * as z from 'zod';
import {
  emailSchema,
  idSchema,
  secretSchema,
  sharePasswordSchema,
  timeSchema,
  typedPasswordSchema,
} from './fields.ts';

/** Maximum number of email addresses to which a share link can be sent. */
export const MOST_RECIPIENTS = 20;
/** Maximum lifetime of a share in days. */
export const LONGEST_SHARE_DAYS = 366;

export const createShareBodySchema = z.strictObject({
  /** In the future, at most `LONGEST_SHARE_DAYS` ahead. */
  expiresAt: timeSchema,
  /** The download limit. Without it, downloads are only limited by the expiry. */
  maxDownloads: z.number().int().min(1).max(10_000).optional(),
  password: sharePasswordSchema.optional(),
  /** The addresses to which the link is sent. The link cannot be retrieved later. */
  notify: z.array(emailSchema).max(MOST_RECIPIENTS).optional(),
});

const shareStatuses = ['open', 'exhausted', 'expired', 'revoked'] as const;

/** A share as the owner of the file sees it. */
export const shareSchema = z.strictObject({
  id: idSchema,
  fileId: idSchema,
  status: z.enum(shareStatuses),
  createdAt: timeSchema,
  expiresAt: timeSchema,
  /** Number of downloads. */
  downloads: z.number().int(),
  maxDownloads: z.number().int().optional(),
  hasPassword: z.boolean(),
});
export type Share = z.infer<typeof shareSchema>;

/** The only response that contains the share link. */
export const createdShareSchema = shareSchema.extend({ url: z.url() });
export type CreatedShare = z.infer<typeof createdShareSchema>;

export const shareListSchema = z.strictObject({
  items: z.array(shareSchema),
  nextCursor: z.string().optional(),
});
export type ShareList = z.infer<typeof shareListSchema>;

export const openShareBodySchema = z.strictObject({ token: secretSchema });

/** What a person with the link can see before a download. */
export const openedShareSchema = z.strictObject({
  name: z.string(),
  /** Bytes. */
  size: z.number().int(),
  contentType: z.string(),
  needsPassword: z.boolean(),
  expiresAt: timeSchema,
});
export type OpenedShare = z.infer<typeof openedShareSchema>;

export const shareDownloadBodySchema = z.strictObject({
  token: secretSchema,
  /** Required when the download starts, if the share has a password. */
  password: typedPasswordSchema.optional(),
  /** The download grant, from the first response. Without it, a new download starts. */
  claim: secretSchema.optional(),
});

/** A download grant: one download of a share. It counts once, when it is `ready` for the first time. */
export const shareDownloadSchema = z.discriminatedUnion('status', [
  z.strictObject({
    claim: z.string(),
    status: z.literal('preparing'),
    /** 0 to 1. */
    progress: z.number().min(0).max(1),
  }),
  z.strictObject({ claim: z.string(), status: z.literal('ready'), url: z.url(), expiresAt: timeSchema }),
  /** The file could not be decrypted. */
  z.strictObject({ claim: z.string(), status: z.literal('failed') }),
]);
export type ShareDownload = z.infer<typeof shareDownloadSchema>;
