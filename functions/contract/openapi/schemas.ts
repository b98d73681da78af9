import * as z from 'zod';
import { vocabulary } from './vocabulary.ts';

/** A JSON value that is an object: part of the document. */
export type Json = { readonly [name: string]: unknown };

/** Turns schemas of the contract into those of the document; what the vocabulary names becomes a component. */
export interface SchemaWriter {
  /** @returns the schema, or a reference to it */
  write(schema: z.ZodType, io: 'input' | 'output'): Json;
  /** Everything that was referred to, by id. */
  readonly components: Record<string, Json>;
}

/** @throws Error where two different schemas have the same id, or one says something else of input than of output */
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
          throw new Error(`there are two schemas "${id}"`);
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

/** Zod drops the examples of what it transforms, since they might be of the output; ours are what clients send. */
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
