import * as z from 'zod';
import {
  emailSchema,
  idSchema,
  secretSchema,
  sharePasswordSchema,
  timeSchema,
  typedPasswordSchema,
} from './fields.ts';

/** Addresses that one share can be mailed to. */
export const MOST_RECIPIENTS = 20;
/** Days after which a share ends at the latest. */
export const LONGEST_SHARE_DAYS = 366;

export const createShareBodySchema = z.strictObject({
  /** In the future, and not beyond `LONGEST_SHARE_DAYS`. */
  expiresAt: timeSchema,
  /** How often the file may be downloaded; without it, until the share ends. */
  maxDownloads: z.number().int().min(1).max(10_000).optional(),
  password: sharePasswordSchema.optional(),
  /** Who is sent the link, which nobody can look up later. */
  notify: z.array(emailSchema).max(MOST_RECIPIENTS).optional(),
});

const shareStatuses = ['open', 'exhausted', 'expired', 'revoked'] as const;

/** A file that somebody without an account can download, as its owner sees that. */
export const shareSchema = z.strictObject({
  id: idSchema,
  fileId: idSchema,
  status: z.enum(shareStatuses),
  createdAt: timeSchema,
  expiresAt: timeSchema,
  /** How often it was downloaded. */
  downloads: z.number().int(),
  maxDownloads: z.number().int().optional(),
  hasPassword: z.boolean(),
});
export type Share = z.infer<typeof shareSchema>;

/** The only answer that ever holds the link. */
export const createdShareSchema = shareSchema.extend({ url: z.url() });
export type CreatedShare = z.infer<typeof createdShareSchema>;

export const shareListSchema = z.strictObject({
  items: z.array(shareSchema),
  nextCursor: z.string().optional(),
});
export type ShareList = z.infer<typeof shareListSchema>;

export const openShareBodySchema = z.strictObject({ token: secretSchema });

/** What whoever has the link learns of the file before he downloads it. */
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
  /** Asked for once, when the download begins. */
  password: typedPasswordSchema.optional(),
  /** As the first answer gave it; without one, another download begins. */
  claim: secretSchema.optional(),
});

/** One download, from the wish to the address. It counts once, when it is `ready` for the first time. */
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
