import * as z from 'zod';
import { displayNameSchema, idSchema, timeSchema } from './fields.ts';
import { scopes } from './route.ts';

const scopesSchema = z
  .array(z.enum(scopes))
  .min(1)
  .refine((given) => new Set(given).size === given.length, 'each scope once');

export const createKeyBodySchema = z.strictObject({
  name: displayNameSchema,
  scopes: scopesSchema,
  /** In the future, and within a year. */
  expiresAt: timeSchema,
});

/** An API key as its owner sees it. */
export const apiKeySchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  scopes: scopesSchema,
  createdAt: timeSchema,
  expiresAt: timeSchema,
  /** To the minute. */
  lastUsedAt: timeSchema.optional(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

export const apiKeyListSchema = z.strictObject({
  items: z.array(apiKeySchema),
  nextCursor: z.string().optional(),
});

/** The only answer that ever holds the secret; it begins with `e5_`, so that scanners can spot it. */
export const createdKeySchema = apiKeySchema.extend({ secret: z.string().startsWith('e5_') });
