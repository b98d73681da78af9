import { registerSchema, validate } from '@hyperjump/json-schema/openapi-3-1';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { codes, errorsOf, openApiDocument, routes } from '#contract';

const text = JSON.stringify(openApiDocument());
const document = z.record(z.string(), z.json()).parse(JSON.parse(text));
const URI = 'https://encrypt5.example/openapi.json';
registerSchema(document, URI, 'https://spec.openapis.org/oas/3.1/dialect/base');

const reference = z.object({ $ref: z.string() });
const operation = z.looseObject({
  operationId: z.string(),
  summary: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(z.union([reference, z.looseObject({ name: z.string(), in: z.string() })])).default([]),
  requestBody: z.looseObject({ required: z.boolean() }).optional(),
  responses: z.record(z.string(), z.unknown()),
});
const { paths, components } = z
  .looseObject({
    paths: z.record(z.string(), z.record(z.string(), operation)),
    components: z.looseObject({
      schemas: z.record(z.string(), z.looseObject({ examples: z.array(z.json()).optional() })),
      responses: z.record(z.string(), z.looseObject({ content: z.record(z.string(), z.unknown()) })),
      examples: z.record(z.string(), z.object({ value: z.json() })),
      securitySchemes: z.record(z.string(), z.unknown()),
    }),
  })
  .parse(document);
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, one]) => ({ path, method, ...one })),
);

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1, including its schemas', async () => {
    const output = await validate('https://spec.openapis.org/oas/3.1/schema-base', document, 'BASIC');
    expect(output).toEqual({ valid: true });
  });

  it('lists the statuses 413 and 415 for every method except GET', () => {
    const bodyStatuses = ({ responses }: { responses: object }) =>
      ['413', '415'].filter((status) => status in responses);
    expect(operations.filter(({ method }) => method === 'get').flatMap(bodyStatuses)).toEqual([]);
    for (const operation of operations.filter(({ method }) => method !== 'get'))
      expect(bodyStatuses(operation)).toEqual(['413', '415']);
  });

  it('has exactly the components that it refers to', () => {
    const referred = new Set(
      [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]+)"/g)].map(
        ([, kind, name]) => `${kind}/${name}`,
      ),
    );
    const { securitySchemes, ...named } = components;
    const defined = Object.entries(named).flatMap(([kind, all]) =>
      Object.keys(z.record(z.string(), z.unknown()).parse(all)).map((name) => `${kind}/${name}`),
    );
    // These two codes belong to no route. The description of the document explains them.
    const unrouted = ['route_not_found', 'method_not_allowed'].map((code) => `examples/${code}`);
    expect(defined.filter((name) => !unrouted.includes(name)).toSorted()).toEqual([...referred].toSorted());
    expect(
      operations
        .flatMap(({ security }) => security.flatMap(Object.keys))
        .every((name) => name in securitySchemes),
    ).toBe(true);
  });

  it('names each operation after its route', () => {
    expect(
      operations.map(({ operationId, path, method }) => [operationId, path, method.toUpperCase()]).toSorted(),
    ).toEqual(
      Object.entries(routes)
        .map(([name, { path, method }]) => [name, path, method])
        .toSorted(),
    );
  });

  it.each(Object.entries(routes))('lists every code of %s under its status', (name, route) => {
    const responses = operations.find(({ operationId }) => operationId === name)?.responses ?? {};
    const listed = Object.values(responses).flatMap((response) => {
      const { success, data } = reference.safeParse(response);
      const content = success ? components.responses[data.$ref.split('/')[3] ?? '']?.content : response;
      return [...JSON.stringify(content ?? {}).matchAll(/#\/components\/examples\/(\w+)/g)].map(
        ([, code]) => code,
      );
    });
    expect(listed.toSorted()).toEqual([...errorsOf(route)].toSorted());
    for (const code of errorsOf(route)) expect(responses).toHaveProperty(String(codes[code].status));
  });

  it.each(Object.entries(components.schemas).filter(([, { examples }]) => examples !== undefined))(
    'shows valid examples of %s',
    async (name, { examples = [] }) => {
      const validator = await validate(`${URI}#/components/schemas/${name}`);
      for (const example of examples) expect(validator(example).valid).toBe(true);
    },
  );

  it('shows a valid example of every problem', async () => {
    const validator = await validate(`${URI}#/components/schemas/Problem`);
    expect(Object.keys(components.examples).toSorted()).toEqual(Object.keys(codes).toSorted());
    for (const { value } of Object.values(components.examples)) expect(validator(value).valid).toBe(true);
  });

  it('has the security of each route: public, session, or API key with a scope', () => {
    const security = Object.fromEntries(operations.map((one) => [one.operationId, one.security]));
    expect(security).toMatchObject({
      config: [],
      login: [],
      refresh: [{ cookie: [] }, {}],
      logout: [{ session: [] }],
      startRewrap: [{ session: [] }],
      validate: [{ session: [] }, { apiKey: [] }],
      createFile: [{ session: [] }, { apiKey: ['files:write'] }],
    });
  });

  it('requires a body only if the route does', () => {
    const bodies = Object.fromEntries(operations.map((one) => [one.operationId, one.requestBody?.required]));
    expect(bodies).toMatchObject({ login: true, refresh: false, logout: undefined, listFiles: undefined });
  });
});
