import * as z from 'zod';
import { idSchema } from './fields.ts';
import { pageQuerySchema } from './files.ts';
import { none, nothing, type Route } from './route.ts';
import { inviteBodySchema, meSchema, updateUserBodySchema, userListSchema } from './users.ts';

/** Accounts, their usage and their quotas. */
export const userRoutes = {
  getMe: {
    service: 'auth',
    method: 'GET',
    path: '/me',
    summary: "Returns the caller's account with its usage and its quota",
    access: 'caller',
    params: none,
    query: none,
    body: nothing,
    status: 200,
    answer: meSchema,
    errors: [],
  },
  listUsers: {
    service: 'auth',
    method: 'GET',
    path: '/admin/users',
    summary: 'Lists all accounts, newest first',
    access: 'administrator',
    params: none,
    query: pageQuerySchema,
    body: nothing,
    status: 200,
    answer: userListSchema,
    errors: [],
  },
  updateUser: {
    service: 'auth',
    method: 'PATCH',
    path: '/admin/users/{id}',
    summary:
      'Disables or enables an account, or changes its quota. Disabling an account ends its sessions and revokes its API keys',
    access: 'administrator',
    params: z.strictObject({ id: idSchema }),
    query: none,
    body: updateUserBodySchema,
    status: 204,
    answer: nothing,
    errors: ['user_not_found', 'own_account', 'conflict'],
  },
  invite: {
    service: 'auth',
    method: 'POST',
    path: '/admin/invites',
    summary:
      'Invites an address. Sends an email with a link to register, which expires after seven days and can be used once',
    access: 'administrator',
    params: none,
    query: none,
    body: inviteBodySchema,
    status: 202,
    answer: nothing,
    errors: ['already_registered'],
    idempotent: true,
  },
} as const satisfies Record<string, Route>;
