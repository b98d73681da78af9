import { configSchema } from './config.ts';
import { none, nothing, type Route } from './route.ts';

/** What concerns the service itself. */
export const operationsRoutes = {
  config: {
    service: 'ops',
    method: 'GET',
    path: '/config',
    access: 'public',
    params: none,
    query: none,
    body: nothing,
    status: 200,
    answer: configSchema,
    errors: [],
  },
} as const satisfies Record<string, Route>;
