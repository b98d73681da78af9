import { describe, expect, it } from 'vitest';
import { Problem } from '#contract';
import type { HttpEvent } from '../../../functions/http/http-event.ts';
import { readBody } from '../../../functions/http/read-body.ts';

const MIB = 2 ** 20;

function eventWith(
  body: string | undefined,
  { type = 'application/json', isBase64Encoded = false }: { type?: string; isBase64Encoded?: boolean } = {},
): HttpEvent {
  return {
    version: '2.0',
    rawPath: '/api/files',
    headers: { 'content-type': type },
    queryStringParameters: {},
    pathParameters: {},
    cookies: [],
    ...(body !== undefined && { body }),
    isBase64Encoded,
    routeKey: 'POST /api/files',
    requestContext: {
      requestId: 'id',
      http: { method: 'POST', path: '/api/files', sourceIp: '127.0.0.1' },
    },
  };
}

function codeOf(event: HttpEvent): string {
  try {
    readBody(event);
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
  return 'none';
}

describe('the body of a request', () => {
  it('is parsed as JSON', () => {
    expect(readBody(eventWith('{"name":"Müller"}'))).toEqual({ name: 'Müller' });
  });

  it('can be encoded in base64 by API Gateway', () => {
    const body = Buffer.from('{"name":"Müller"}').toString('base64');
    expect(readBody(eventWith(body, { isBase64Encoded: true }))).toEqual({ name: 'Müller' });
  });

  it.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON ;charset="UTF-8"; v=1'])(
    'can have the type %s',
    (type) => {
      expect(readBody(eventWith('1', { type }))).toBe(1);
    },
  );

  it.each(['text/plain', 'application/json-patch+json', 'application/jsonx', ''])(
    'with the type %j is refused',
    (type) => {
      expect(codeOf(eventWith('1', { type }))).toBe('unsupported_media_type');
    },
  );

  it('is undefined if it is missing, for any type', () => {
    expect(readBody(eventWith(undefined, { type: 'text/plain' }))).toBeUndefined();
    expect(readBody(eventWith('', { type: 'text/plain' }))).toBeUndefined();
  });

  it.each(['{', '{"a":1}}', "{'a':1}", 'NaN', ' '])('that is not JSON (%j) is refused', (body) => {
    expect(codeOf(eventWith(body))).toBe('malformed_json');
  });

  it('that is not valid UTF-8 is refused', () => {
    const body = Buffer.from([0x22, 0xc3, 0x28, 0x22]).toString('base64');
    expect(codeOf(eventWith(body, { isBase64Encoded: true }))).toBe('malformed_json');
  });

  it('has at most 1 MiB, counted in bytes', () => {
    expect(codeOf(eventWith(`"${'x'.repeat(MIB - 2)}"`))).toBe('none');
    expect(codeOf(eventWith(`"${'x'.repeat(MIB - 1)}"`))).toBe('body_too_large');
    expect(codeOf(eventWith(`"${'ü'.repeat(MIB / 2)}"`))).toBe('body_too_large');
  });

  it('has room for the ETags of 10,000 parts', () => {
    const parts = Array.from({ length: 10_000 }, (_, index) => ({
      partNumber: index + 1,
      etag: `"${'a'.repeat(32)}"`,
    }));
    expect(codeOf(eventWith(JSON.stringify({ parts })))).toBe('none');
  });
});
