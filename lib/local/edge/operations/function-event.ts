import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import type { HeaderList, HttpAnswer, HttpRequest } from '../../page-port/http-message.ts';

const field = z.object({
  value: z.string(),
  multiValue: z.array(z.object({ value: z.string() })).optional(),
});
const cookie = field.extend({
  attributes: z.string().optional(),
  multiValue: z.array(z.object({ value: z.string(), attributes: z.string().optional() })).optional(),
});

const requestResult = z.object({
  method: z.string(),
  uri: z.string().startsWith('/'),
  querystring: z.record(z.string(), field),
  headers: z.record(z.string(), field),
  cookies: z.record(z.string(), cookie),
});

const responseResult = z.object({
  statusCode: z.number().int().min(200).max(599),
  headers: z.record(z.string(), field).default({}),
  cookies: z.record(z.string(), cookie).default({}),
  body: z
    .union([
      z.string().transform((data) => Buffer.from(data)),
      z
        .object({ encoding: z.enum(['text', 'base64']), data: z.string() })
        .transform(({ encoding, data }) => Buffer.from(data, encoding === 'text' ? 'utf8' : 'base64')),
    ])
    .optional(),
});

type Fields = Record<string, z.output<typeof field>>;

/**
 * A request as a CloudFront Function sees it: cookies apart, repeated names as `multiValue`, nothing decoded.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 */
export function toFunctionRequest({
  method,
  path,
  query,
  headers,
}: HttpRequest): z.output<typeof requestResult> {
  const cookies = headers
    .filter(([name]) => name === 'cookie')
    .flatMap(([, value]) => value.split(';'))
    .map((pair) => splitPair(pair.trim()))
    .filter(([name]) => name !== '');
  return {
    method,
    uri: path,
    querystring: collect(query === '' ? [] : query.split('&').map(splitPair)),
    headers: collect(headers.filter(([name]) => name !== 'cookie')),
    cookies: collect(cookies),
  };
}

/** @throws ZodError for what a function must not return */
export function fromFunctionRequest(result: unknown, request: HttpRequest): HttpRequest {
  const { method, uri, querystring, headers, cookies } = requestResult.parse(result);
  const sent = spread(cookies).map(([name, value]) => `${name}=${value}`);
  return {
    ...request,
    method,
    path: uri,
    query: spread(querystring)
      .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
      .join('&'),
    headers: [
      ...spread(headers).map(([name, value]) => [name.toLowerCase(), value] as const),
      ...(sent.length > 0 ? [['cookie', sent.join('; ')] as const] : []),
    ],
  };
}

export function toFunctionResponse({ status, headers }: HttpAnswer): object {
  const cookies = headers
    .filter(([name]) => name === 'set-cookie')
    .map(([, text]) => {
      const [pair = '', ...attributes] = text.split(/;\s*/);
      const [name, value] = splitPair(pair);
      return [name, { value, attributes: attributes.join('; ') }] as const;
    });
  return {
    statusCode: status,
    statusDescription: STATUS_CODES[status] ?? '',
    headers: collect(headers.filter(([name]) => name !== 'set-cookie')),
    cookies: Object.fromEntries(cookies),
  };
}

/**
 * @param body - of the origin's answer; a function can replace it
 * @throws ZodError for what a function must not return
 */
export function fromFunctionResponse(result: unknown, body: Buffer): HttpAnswer {
  const response = responseResult.parse(result);
  return {
    status: response.statusCode,
    headers: [
      ...spread(response.headers).map(([name, value]) => [name.toLowerCase(), value] as const),
      ...Object.entries(response.cookies).map(
        ([name, { value, attributes }]) =>
          ['set-cookie', [`${name}=${value}`, ...(attributes ? [attributes] : [])].join('; ')] as const,
      ),
    ],
    body: response.body ?? body,
  };
}

function splitPair(pair: string): [name: string, value: string] {
  const equals = pair.indexOf('=');
  return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
}

/** No name is special here, not even `__proto__`. */
function collect(pairs: HeaderList): Fields {
  const fields = new Map<string, Fields[string]>();
  for (const [name, value] of pairs) {
    const known = fields.get(name);
    if (known) known.multiValue = [...(known.multiValue ?? [{ value: known.value }]), { value }];
    else fields.set(name, { value });
  }
  return Object.fromEntries(fields);
}

function spread(fields: Fields): [name: string, value: string][] {
  return Object.entries(fields).flatMap(([name, { value, multiValue }]) =>
    multiValue
      ? multiValue.map((one): [string, string] => [name, one.value])
      : [[name, value] as [string, string]],
  );
}
