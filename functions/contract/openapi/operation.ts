import * as z from 'zod';
import { type Route, SESSION_COOKIE } from '../route.ts';
import type { AnswerWriter } from './answers.ts';
import type { Json, SchemaWriter } from './schemas.ts';

/** One route as an operation of the document. */
export function operationOf(name: string, route: Route, schemas: SchemaWriter, answers: AnswerWriter): Json {
  const parameters = [
    ...parametersOf(route.params, 'path', schemas),
    ...parametersOf(route.query, 'query', schemas),
    ...(route.idempotent ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
    ...(route.conditional ? [{ $ref: '#/components/parameters/IfNoneMatch' }] : []),
  ];
  return {
    operationId: name,
    summary: route.summary,
    tags: [tagOf(route)],
    security: securityOf(route),
    ...(parameters.length > 0 && { parameters }),
    ...bodyOf(route, schemas),
    responses: answers.write(route),
  };
}

/** The first step of the path, but for what stands under a well-known name. */
export function tagOf({ path }: Route): string {
  const [, first = ''] = path.split('/');
  return first === '.well-known' ? 'auth' : first;
}

function securityOf({ access, cookie }: Route): Json[] {
  if (cookie === 'renewed') return [{ cookie: [] }, {}];
  if (access === 'public') return [];
  if (access === 'session' || access === 'administrator') return [{ session: [] }];
  return [{ session: [] }, { apiKey: access === 'caller' ? [] : [access] }];
}

/** What `securityOf` refers to. */
export const securitySchemes = {
  session: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'An access token: 15 minutes, and no longer than its session.',
  },
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key, `e5_…`: for the scopes that it was made for.',
  },
  cookie: {
    type: 'apiKey',
    in: 'cookie',
    name: SESSION_COOKIE,
    description: "The refresh token of a browser; taken from the page's own origin only.",
  },
} as const;

export const parameters = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Made up by the client, a UUID say: the same request with the same key creates nothing again, for a day.',
    schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: 'The ETag of the answer that the client has.',
    schema: { type: 'string', maxLength: 1000 },
  },
} as const;

const shapeSchema = z.object({
  properties: z.record(z.string(), z.looseObject({ description: z.string().optional() })),
  required: z.array(z.string()).default([]),
});

function parametersOf(schema: z.ZodType, place: 'path' | 'query', schemas: SchemaWriter): Json[] {
  const { properties, required } = shapeSchema.parse(schemas.write(schema, 'input'));
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    ...(description !== undefined && { description }),
    ...(required.includes(name) && { required: true }),
    schema: rest,
  }));
}

function bodyOf({ body }: Route, schemas: SchemaWriter): Json {
  const isOptional = body.safeParse(undefined).success;
  if (isOptional && body instanceof z.ZodUndefined) return {};
  return {
    requestBody: {
      required: !isOptional,
      content: { 'application/json': { schema: schemas.write(body, 'input') } },
    },
  };
}
