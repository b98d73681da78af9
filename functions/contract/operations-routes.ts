import { configSchema } from './config.ts';
import { openApiDocumentSchema } from './openapi-document.ts';
import { none, nothing, type Route } from './route.ts';

/** What concerns the service itself. */
export const operationsRoutes = {
  config: {
    service: 'ops',
    method: 'GET',
    path: '/config',
    summary: 'What the page has to know before anybody signs in',
    access: 'public',
    params: none,
    query: none,
    body: nothing,
    status: 200,
    answer: configSchema,
    errors: [],
  },
  openApi: {
    service: 'ops',
    method: 'GET',
    path: '/openapi.json',
    summary: 'This document',
    access: 'public',
    params: none,
    query: none,
    body: nothing,
    status: 200,
    answer: openApiDocumentSchema,
    errors: [],
    conditional: true,
  },
} as const satisfies Record<string, Route>;
