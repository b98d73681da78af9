import * as z from 'zod';
import { openApiDocument, type Route, type RouteName, routes } from '#contract';

/** The body of a route, as the API's document describes it. */
interface SampleBody {
  readonly name: RouteName;
  /** The schema of the body. */
  readonly body: Schema;
  /** A plausible value of the body. */
  readonly example: Readonly<Record<string, unknown>>;
}

type Schema = z.infer<typeof schema>;
const schema = z.looseObject({
  $ref: z.string().optional(),
  type: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  examples: z.array(z.unknown()).optional(),
});
const { paths, components } = z
  .object({
    paths: z.record(
      z.string(),
      z.record(
        z.string(),
        z.looseObject({
          requestBody: z
            .object({ content: z.object({ 'application/json': z.object({ schema }) }) })
            .optional(),
        }),
      ),
    ),
    components: z.looseObject({ schemas: z.record(z.string(), schema) }),
  })
  .parse(JSON.parse(JSON.stringify(openApiDocument())));

/** The bodies of all routes that have one. */
export const sampleBodies: readonly SampleBody[] = (Object.entries(routes) as [RouteName, Route][]).flatMap(
  ([name, { path, method }]) => {
    const body = paths[path]?.[method.toLowerCase()]?.requestBody?.content['application/json'].schema;
    if (body === undefined) return [];
    const example = z.record(z.string(), z.unknown()).parse(sample(body));
    return [{ name, body: resolved(body), example }];
  },
);

function resolved(one: Schema): Schema {
  return one.$ref === undefined ? one : resolved(components.schemas[one.$ref.split('/')[3] ?? ''] ?? {});
}

/** A plausible value of a schema. It is not guaranteed to be valid. */
function sample(one: Schema): unknown {
  const { type, properties, examples, ...rest } = resolved(one);
  if (examples !== undefined) return examples[0];
  if (Array.isArray(rest['enum'])) return rest['enum'][0];
  if (type === 'object')
    return Object.fromEntries(
      Object.entries(properties ?? {}).map(([name, field]) => [name, sample(schema.parse(field))]),
    );
  if (type === 'array') return [sample(schema.parse(rest['items']))];
  if (type === 'integer' || type === 'number') return 1;
  return type === 'boolean' ? true : 'text';
}
