import { describe, expect, it } from 'vitest';
import { type Client, clientOf, isBrowser, isOwnPage } from '../../../functions/http/client.ts';
import type { HttpEvent } from '../../../functions/http/http-event.ts';

const eventWith = (headers: Record<string, string>): HttpEvent => ({
  version: '2.0',
  rawPath: '/api/me',
  headers,
  queryStringParameters: {},
  pathParameters: {},
  cookies: [],
  isBase64Encoded: false,
  routeKey: 'GET /api/me',
  requestContext: { requestId: 'id', http: { method: 'GET', path: '/api/me', sourceIp: '192.0.2.1' } },
});
const from = (client: Partial<Client>): Client => ({
  address: '192.0.2.1',
  userAgent: undefined,
  host: 'vault.example.org',
  origin: undefined,
  fetchSite: undefined,
  ...client,
});

describe('the client of a request', () => {
  const claimed = {
    'x-encrypt5-address': '203.0.113.7',
    'x-encrypt5-host': 'vault.example.org',
    'x-forwarded-for': '198.51.100.9',
    host: 'id.execute-api.eu-west-1.amazonaws.com',
  };

  it('is described by the headers of the edge function behind an edge', () => {
    expect(clientOf(eventWith(claimed), true)).toMatchObject({
      address: '203.0.113.7',
      host: 'vault.example.org',
    });
  });

  it('is described by API Gateway without an edge, and the headers are ignored', () => {
    expect(clientOf(eventWith(claimed), false)).toMatchObject({
      address: '192.0.2.1',
      host: 'id.execute-api.eu-west-1.amazonaws.com',
    });
  });

  it('has a user agent of limited length', () => {
    expect(clientOf(eventWith({ 'user-agent': 'x'.repeat(10_000) }), false).userAgent).toHaveLength(300);
  });
});

describe('a request from our own page', () => {
  it.each([
    [{ fetchSite: 'same-origin' }, true],
    [{ fetchSite: 'same-origin', origin: 'https://evil.example' }, true],
    [{ fetchSite: 'same-site', origin: 'https://vault.example.org' }, false],
    [{ fetchSite: 'cross-site', origin: 'https://vault.example.org' }, false],
    [{ fetchSite: 'none' }, false],
    [{ origin: 'https://vault.example.org' }, true],
    [{ origin: 'https://vault.example.org', host: 'Vault.Example.org' }, true],
    [{ origin: 'https://vault.example.org:8443' }, false],
    [{ origin: 'https://vault.example.org.evil.com' }, false],
    [{ origin: 'null' }, false],
    [{ origin: 'https://vault.example.org', host: undefined }, false],
    [{}, false],
  ])('is detected by its headers: %j is %s', (client, own) => {
    expect(isOwnPage(from(client))).toBe(own);
  });

  it('is from a browser if it has a header with its origin', () => {
    expect(isBrowser(from({ origin: 'null' }))).toBe(true);
    expect(isBrowser(from({ fetchSite: 'none' }))).toBe(true);
    expect(isBrowser(from({}))).toBe(false);
  });
});
