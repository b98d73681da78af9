import * as z from 'zod';
import { apiKeyListSchema, createdKeySchema, createKeyBodySchema } from './api-keys.ts';
import { idSchema } from './fields.ts';
import { pageQuerySchema } from './files.ts';
import { none, nothing, type Route } from './route.ts';

/** API keys. They are created and revoked only with a session, so that an API key can never create another. */
export const keyRoutes = {
  createKey: {
    service: 'auth',
    method: 'POST',
    path: '/auth/keys',
    summary: 'Creates an API key. Only this response contains its secret',
    access: 'session',
    params: none,
    query: none,
    body: createKeyBodySchema,
    status: 201,
    answer: createdKeySchema,
    errors: ['administrator_required', 'second_factor_required', 'too_many_keys', 'conflict'],
  },
  listKeys: {
    service: 'auth',
    method: 'GET',
    path: '/auth/keys',
    summary: 'Lists the API keys of the caller, newest first',
    access: 'session',
    params: none,
    query: pageQuerySchema,
    body: nothing,
    status: 200,
    answer: apiKeyListSchema,
    errors: [],
  },
  deleteKey: {
    service: 'auth',
    method: 'DELETE',
    path: '/auth/keys/{id}',
    summary: 'Revokes an API key immediately',
    access: 'session',
    params: z.strictObject({ id: idSchema }),
    query: none,
    body: nothing,
    status: 204,
    answer: nothing,
    errors: ['key_not_found'],
  },
} as const satisfies Record<string, Route>;
