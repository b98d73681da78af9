import { type Code, codes } from '../codes.ts';
import { errorsOf } from '../errors-of.ts';
import { Problem, problemSchema } from '../problem.ts';
import { nothing, type Route } from '../route.ts';
import type { Json, SchemaWriter } from './schemas.ts';

/** Writes the responses of routes. Equal problem responses share a component. */
export interface AnswerWriter {
  /** @returns all responses of a route, by status */
  write(route: Route): Json;
  readonly components: Record<string, Json>;
}

export function answerWriter(schemas: SchemaWriter): AnswerWriter {
  const components: Record<string, Json> = {};
  const refer = (status: number, ofStatus: readonly Code[]): Json => {
    const name = [status, ...ofStatus].join('.');
    components[name] ??= problems(status, ofStatus, schemas);
    return { $ref: `#/components/responses/${name}` };
  };
  return {
    components,
    write(route) {
      const byStatus = new Map<number, Code[]>(
        gatewayStatuses
          .filter((status) => status !== 413 || route.method !== 'GET')
          .map((status) => [status, []]),
      );
      for (const code of errorsOf(route)) {
        const { status } = codes[code];
        byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
      }
      return {
        [route.status]: success(route, schemas),
        ...(route.conditional && { 304: notModified }),
        ...Object.fromEntries(
          [...byStatus].map(([status, ofStatus]) => [
            status,
            status === 503 && route.mayDegrade
              ? degraded(route, problems(status, ofStatus.toSorted(), schemas), schemas)
              : refer(status, ofStatus.toSorted()),
          ]),
        ),
      };
    },
  };
}

/** A response with status 503 that contains either a problem or the body of the route. */
function degraded(
  route: Route,
  refused: { readonly description: string; readonly content: Json },
  schemas: SchemaWriter,
): Json {
  const schema = { anyOf: [schemas.write(route.answer, 'output'), gatewayMessage] };
  const content = { ...refused.content, 'application/json': { schema } };
  return { ...refused, description: `A service is degraded.\n${refused.description}`, content };
}

function success(route: Route, schemas: SchemaWriter): Json {
  const headers = {
    'Cache-Control': header('Cache-Control'),
    ...(route.conditional && { ETag: header('ETag') }),
    ...(route.cookie && { 'Set-Cookie': header('Set-Cookie') }),
  };
  if (route.answer === nothing) return { description: 'Success. The response has no body.', headers };
  return {
    description: route.status === 202 ? 'Accepted. The work continues in the background.' : 'Success.',
    headers,
    content: { [route.mediaType ?? 'application/json']: { schema: schemas.write(route.answer, 'output') } },
  };
}

const gatewayMessage: Json = { $ref: '#/components/schemas/GatewayMessage' };

const header = (name: string): Json => ({ $ref: `#/components/headers/${name}` });

const notModified: Json = {
  description: "The client's copy is current.",
  headers: { 'Cache-Control': header('Cache-Control'), ETag: header('ETag') },
};

/** Statuses that API Gateway itself can return, with its own body, without calling a function. */
const gatewayStatuses = [413, 429, 500, 503];

function problems(status: number, ofStatus: readonly Code[], schemas: SchemaWriter) {
  return {
    description:
      ofStatus.map((code) => `\`${code}\`: ${codes[code].title}.`).join('\n') || 'Too many requests.',
    ...(ofStatus.length > 0 && {
      headers: {
        'Cache-Control': header('Cache-Control'),
        ...(status === 401 && { 'WWW-Authenticate': header('WWW-Authenticate') }),
        ...((status === 429 || status === 503) && { 'Retry-After': header('Retry-After') }),
      },
    }),
    content: {
      ...(ofStatus.length > 0 && {
        'application/problem+json': {
          schema: {
            allOf: [schemas.write(problemSchema, 'output'), { properties: { code: { enum: ofStatus } } }],
          },
          examples: Object.fromEntries(
            ofStatus.map((code) => [code, { $ref: `#/components/examples/${code}` }]),
          ),
        },
      }),
      ...(gatewayStatuses.includes(status) && {
        'application/json': { schema: gatewayMessage },
      }),
    },
  };
}

/** The components that responses refer to. */
export const answerComponents = {
  headers: {
    'Cache-Control': { description: 'Who may cache the response (RFC 9111).', schema: { type: 'string' } },
    ETag: {
      description: 'Identifies this version of the response, for `If-None-Match` (RFC 9110).',
      required: true,
      schema: { type: 'string', examples: ['"3f2a9c…"'] },
    },
    'Set-Cookie': {
      description: 'Sets or removes the cookie with the refresh token, if the client uses one.',
      schema: { type: 'string' },
    },
    'WWW-Authenticate': { required: true, schema: { type: 'string', const: 'Bearer' } },
    'Retry-After': {
      description: 'Seconds to wait before a retry. API Gateway itself does not send it.',
      schema: { type: 'string', pattern: '^[0-9]+$', examples: ['2'] },
    },
  },
  examples: Object.fromEntries(
    Object.entries(codes).map(([code, { title }]) => [
      code,
      { summary: title, value: new Problem(code as Code).toBody() },
    ]),
  ),
  gatewayMessage: {
    description: 'An error of API Gateway itself. It has no code.',
    type: 'object',
    properties: { message: { type: 'string', examples: ['Too Many Requests'] } },
    required: ['message'],
  },
} as const;
