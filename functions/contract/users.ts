import * as z from 'zod';
import { userSchema } from './accounts.ts';
import { emailSchema } from './fields.ts';
import { quotaSchema, usageSchema } from './quotas.ts';

/** An account as its owner sees it, with its usage and quota. */
export const meSchema = userSchema.extend({
  administrator: z.boolean(),
  usage: usageSchema,
  quota: quotaSchema,
});
export type Me = z.infer<typeof meSchema>;

/** An account as an administrator sees it: its usage, but not its files. */
export const listedUserSchema = meSchema.extend({ status: z.enum(['active', 'disabled']) });
export type ListedUser = z.infer<typeof listedUserSchema>;

export const userListSchema = z.strictObject({
  items: z.array(listedUserSchema),
  nextCursor: z.string().optional(),
});

export const updateUserBodySchema = z
  .strictObject({
    disabled: z.boolean().optional(),
    /** Null resets it to the default quota. */
    quota: quotaSchema.nullable().optional(),
  })
  .refine(({ disabled, quota }) => disabled !== undefined || quota !== undefined, 'at least one change');
export type UserUpdate = z.infer<typeof updateUserBodySchema>;

export const inviteBodySchema = z.strictObject({ email: emailSchema });
