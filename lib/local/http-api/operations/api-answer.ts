import { z } from 'zod';
import { type HeaderList, type HttpAnswer, messageAnswer } from '../../page-port/http-message.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const structured = z.object({
  statusCode: z.coerce.number().int().min(200).max(599),
  headers: z.record(z.string(), scalar).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.union([z.string(), z.number(), z.boolean()]).nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/**
 * Converts a function's result, payload format 2.0: an object with a `statusCode` is the answer, anything else is the body.
 *
 * @param payload - JSON
 * @returns 500 for an invalid object with a `statusCode`
 */
export function apiAnswer(payload: string): HttpAnswer {
  const value: unknown = JSON.parse(payload);
  if (typeof value !== 'object' || value === null || !('statusCode' in value))
    return inferred(value, payload);
  const read = structured.safeParse(value);
  if (!read.success) return internalServerError();
  const { statusCode, headers, cookies, body, isBase64Encoded } = read.data;
  const named: HeaderList = Object.entries(headers ?? {})
    .map(([name, text]) => [name.toLowerCase(), text] as const)
    .filter(([name]) => !['content-length', 'transfer-encoding', 'connection'].includes(name));
  const typed = named.some(([name]) => name === 'content-type');
  return {
    status: statusCode,
    headers: [
      ...(typed || body === undefined || body === null
        ? []
        : [['content-type', 'text/plain;charset=UTF-8'] as const]),
      ...named,
      ...(cookies ?? []).map((cookie) => ['set-cookie', cookie] as const),
    ],
    body: Buffer.from(String(body ?? ''), isBase64Encoded ? 'base64' : 'utf8'),
  };
}

function inferred(value: unknown, payload: string): HttpAnswer {
  return {
    status: 200,
    headers: [['content-type', 'application/json']],
    body: Buffer.from(typeof value === 'string' ? value : payload),
  };
}

export function internalServerError(): HttpAnswer {
  return messageAnswer(500, 'Internal Server Error');
}
