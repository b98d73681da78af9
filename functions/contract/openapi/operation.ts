import * as z from 'zod';
import { type Route, SESSION_COOKIE } from '../route.ts';
import type { AnswerWriter } from './answers.ts';
import type { Json, SchemaWriter } from './schemas.ts';

/** Writes a route as an operation of the document. */
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

/** The tag of a route: the first segment of its path. Routes below `.well-known` belong to `auth`. */
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

/** The security schemes that operations refer to. */
export const securitySchemes = {
  session: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'An access token. It expires after 15 minutes, or when its session ends.',
  },
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key, `e5_…`. It grants the scopes that it was created with.',
  },
  cookie: {
    type: 'apiKey',
    in: 'cookie',
    name: SESSION_COOKIE,
    description: "The refresh token of a browser. Accepted only in requests from the page's own origin.",
  },
} as const;

export const parameters = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'A unique value that the client chooses, for example a UUID. For a day, the same request with the same key does not create anything again.',
    schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: "The ETag of the client's copy of the response.",
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
