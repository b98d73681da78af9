import { describe, expect, it } from 'vitest';
import { unrouted } from '../../../functions/http/unrouted.ts';

describe('a request that no route takes', () => {
  it('to a known path is answered with the methods that the path takes', () => {
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
  ])('to %s is answered as unknown', (path) => {
    expect(unrouted(path).code).toBe('route_not_found');
  });
});
