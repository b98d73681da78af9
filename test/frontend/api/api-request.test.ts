import { describe, expect, it } from 'vitest';
import { ApiError, ConnectionError, UnexpectedAnswer } from '../../../frontend/api/api-errors.ts';
import { type Fetch, request } from '../../../frontend/api/api-request.ts';
import { explain } from '../../../frontend/api/explain.ts';

const id = '01JD1K84RPXGR0010000000000';
const answering =
  (status: number, body: string | null): Fetch =>
  async () =>
    new Response(body, { status });

describe('a request', () => {
  it('puts parameters into the path, and sends body and idempotency key', async () => {
    let sent: { url: string; init: RequestInit } | undefined;
    const fetch: Fetch = async (url, init) => {
      sent = { url, init };
      return new Response(JSON.stringify({ parts: [] }));
    };
    const input = { params: { id }, body: { partNumbers: [1] } };
    await request(fetch, 'signParts', input, { token: 't', idempotencyKey: 'k' });
    expect(sent?.url).toBe(`/api/files/${id}/parts`);
    expect(sent?.init.body).toBe('{"partNumbers":[1]}');
    expect(Object.fromEntries(new Headers(sent?.init.headers))).toEqual({
      accept: 'application/json',
      authorization: 'Bearer t',
      'content-type': 'application/json',
      'idempotency-key': 'k',
    });
  });

  it('returns nothing if the contract has no answer', async () => {
    expect(await request(answering(204, null), 'logout', {})).toBeUndefined();
  });
});

describe('an error', () => {
  it('of the API keeps its code and its fields', async () => {
    const problem = {
      type: 'urn:x',
      title: 'Some fields are not valid',
      status: 400,
      code: 'invalid_request',
      errors: [{ field: '/email', message: 'not an address' }],
    };
    const failed = request(answering(400, JSON.stringify(problem)), 'config', {}).catch(
      (error: unknown) => error,
    );
    const error = await failed;
    expect(error).toBeInstanceOf(ApiError);
    expect(error instanceof ApiError && error.fields.get('/email')).toBe('not an address');
    expect(explain(error)).toEqual({
      text: 'Some entries are not valid. Check them and try again.',
      code: 'invalid_request',
    });
  });

  it.each([
    ['90', 'Too many attempts. Try again in 2 minutes.'],
    ['Thu, 26 Nov 2026 03:00:00 GMT', 'Too many attempts. Wait a moment and try again.'],
  ])('of too many attempts says how long to wait, if the API gives seconds: %s', async (after, text) => {
    const problem = { type: 'urn:x', title: 'Too many attempts', status: 429, code: 'rate_limited' };
    const fetch: Fetch = async () =>
      new Response(JSON.stringify(problem), { status: 429, headers: { 'retry-after': after } });
    const error = await request(fetch, 'config', {}).catch((thrown: unknown) => thrown);
    expect(explain(error)).toEqual({ text, code: 'rate_limited' });
  });

  it('of the connection has its own class', async () => {
    const failed = request(async () => Promise.reject(new TypeError('Failed to fetch')), 'config', {});
    await expect(failed).rejects.toBeInstanceOf(ConnectionError);
  });

  it.each([
    [429, '{"message":"Too Many Requests"}', 'http_429'],
    [502, '<html>Bad gateway</html>', 'http_502'],
    [200, '{"types":"none"}', 'http_200'],
  ])('of a proxy, or of an answer outside the contract: %i %s', async (status, body, code) => {
    const error = await request(answering(status, body), 'config', {}).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UnexpectedAnswer);
    expect(explain(error).code).toBe(code);
  });

  it('of an aborted request stays what it is', async () => {
    const stop = AbortSignal.abort();
    const fetch: Fetch = async (_, { signal }) => {
      signal?.throwIfAborted();
      return new Response();
    };
    await expect(request(fetch, 'config', {}, { signal: stop })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
