import * as z from 'zod';
import { userSchema } from './accounts.ts';
import { emailSchema } from './fields.ts';
import { quotaSchema, usageSchema } from './quotas.ts';

/** An account as its owner sees it, with what it takes up of the vault. */
export const meSchema = userSchema.extend({
  administrator: z.boolean(),
  usage: usageSchema,
  quota: quotaSchema,
});
export type Me = z.infer<typeof meSchema>;

/** An account as an administrator sees it: how much it has, and nothing of what it has. */
export const listedUserSchema = meSchema.extend({ status: z.enum(['active', 'disabled']) });
export type ListedUser = z.infer<typeof listedUserSchema>;

export const userListSchema = z.strictObject({
  items: z.array(listedUserSchema),
  nextCursor: z.string().optional(),
});

export const updateUserBodySchema = z
  .strictObject({
    disabled: z.boolean().optional(),
    /** Null for the one that the settings say. */
    quota: quotaSchema.nullable().optional(),
  })
  .refine(({ disabled, quota }) => disabled !== undefined || quota !== undefined, 'nothing to change');
export type UserUpdate = z.infer<typeof updateUserBodySchema>;

export const inviteBodySchema = z.strictObject({ email: emailSchema });
