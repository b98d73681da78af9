import * as z from 'zod';
import { idSchema } from './fields.ts';
import { rewrapBodySchema, rewrapSchema } from './rewraps.ts';
import { none, nothing, type Route } from './route.ts';

/** Routes for administrators. None of them returns plaintext or data of a user's file. */
export const administrationRoutes = {
  startRewrap: {
    service: 'ops',
    method: 'POST',
    path: '/admin/rewraps',
    summary: 'Starts a re-wrap: wraps every file key under another KMS key, in the background',
    access: 'administrator',
    params: none,
    query: none,
    body: rewrapBodySchema,
    status: 202,
    answer: rewrapSchema,
    errors: ['wrapping_key_unknown', 'rewrap_running'],
    idempotent: true,
  },
  getRewrap: {
    service: 'ops',
    method: 'GET',
    path: '/admin/rewraps/{id}',
    summary: 'Returns the progress of a re-wrap',
    access: 'administrator',
    params: z.strictObject({ id: idSchema }),
    query: none,
    body: nothing,
    status: 200,
    answer: rewrapSchema,
    errors: ['rewrap_not_found'],
  },
} as const satisfies Record<string, Route>;
