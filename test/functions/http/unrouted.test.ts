import { describe, expect, it } from 'vitest';
import { unrouted } from '../../../functions/http/unrouted.ts';

describe('a request without a route', () => {
  it('to a known path returns the methods of the path', () => {
    expect(unrouted('/api/files')).toMatchObject({
      code: 'method_not_allowed',
      status: 405,
      allow: ['POST', 'GET'],
    });
    expect(unrouted('/api/files/01ARZ3NDEKTSV4RRFFQ69G5FAV').allow).toEqual(['GET', 'PATCH', 'DELETE']);
  });

  it.each([
    '/api',
    '/api/',
    '/api/file',
    '/api/files/',
    '/api/config/',
    '/api/files/a/b/c',
    '/api/files//parts',
    '/config',
    '/api/xwell-known/jwks.json',
    '/api/.well-known/jwksxjson',
  ])('to %s returns that the route does not exist', (path) => {
    expect(unrouted(path).code).toBe('route_not_found');
  });
});
