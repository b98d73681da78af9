import * as z from 'zod';
import { displayNameSchema, idSchema, timeSchema } from './fields.ts';
import { scopes } from './route.ts';

const scopesSchema = z
  .array(z.enum(scopes))
  .min(1)
  .refine((given) => new Set(given).size === given.length, 'each scope only once');

export const createKeyBodySchema = z.strictObject({
  name: displayNameSchema,
  scopes: scopesSchema,
  /** In the future, at most 366 days ahead. */
  expiresAt: timeSchema,
});

/** An API key as its owner sees it. */
export const apiKeySchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  scopes: scopesSchema,
  createdAt: timeSchema,
  expiresAt: timeSchema,
  /** Accurate to the minute. */
  lastUsedAt: timeSchema.optional(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

export const apiKeyListSchema = z.strictObject({
  items: z.array(apiKeySchema),
  nextCursor: z.string().optional(),
});

/** The only response that contains the secret. The prefix `e5_` lets secret scanners find leaked keys. */
export const createdKeySchema = apiKeySchema.extend({ secret: z.string().startsWith('e5_') });
