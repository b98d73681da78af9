import * as z from 'zod';
import { vocabulary } from './vocabulary.ts';

/** A JSON object: a part of the document. */
export type Json = { readonly [name: string]: unknown };

/** Converts schemas of the contract to schemas of the document. Schemas that the vocabulary names become components. */
export interface SchemaWriter {
  /** @returns the schema, or a reference to it */
  write(schema: z.ZodType, io: 'input' | 'output'): Json;
  /** All schemas that are referred to, by id. */
  readonly components: Record<string, Json>;
}

/** @throws Error if two different schemas have the same id, or if a schema differs between input and output */
export function schemaWriter(): SchemaWriter {
  const components: Record<string, Json> = {};
  return {
    components,
    write(schema, io) {
      const written = z.toJSONSchema(schema, { io, metadata: vocabulary, override: keepExamples });
      const {
        $schema,
        $defs = {},
        ...root
      } = objectSchema.parse(JSON.parse(JSON.stringify(written), pointAtComponents));
      for (const [id, component] of Object.entries($defs)) {
        const known = components[id];
        if (known !== undefined && JSON.stringify(known) !== JSON.stringify(component))
          throw new Error(`Two schemas have the id "${id}"`);
        components[id] = component;
      }
      return root;
    },
  };
}

const jsonSchema = z.record(z.string(), z.unknown());
const objectSchema = z.looseObject({
  $schema: z.string().optional(),
  $defs: z.record(z.string(), jsonSchema).optional(),
});

/** Zod drops the examples of schemas with a transform. Our examples are always of the input, so they are kept. */
function keepExamples({
  zodSchema,
  jsonSchema: written,
}: {
  zodSchema: z.core.$ZodType;
  jsonSchema: object;
}) {
  const examples = vocabulary.get(zodSchema)?.examples;
  if (examples !== undefined) Object.assign(written, { examples });
}

function pointAtComponents(key: string, value: unknown): unknown {
  return key === '$ref' && typeof value === 'string'
    ? value.replace(/^#\/\$defs\//, '#/components/schemas/')
    : value;
}
