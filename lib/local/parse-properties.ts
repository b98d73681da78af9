import { z } from 'zod';
import { type Resource, UnsupportedProperty } from './resource.ts';

/**
 * The properties of a resource, held to what its provider carries out.
 *
 * @param schema - a strict object: a property that it does not list is unsupported
 * @throws UnsupportedProperty naming the first property that is not listed
 * @throws Error naming a property whose value does not fit
 */
export function parseProperties<S extends z.ZodType>(
  schema: S,
  type: string,
  resource: Pick<Resource, 'logicalId' | 'properties'>,
): z.output<S> {
  const parsed = schema.safeParse(resource.properties ?? {});
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    if (issue.code === 'unrecognized_keys') {
      throw new UnsupportedProperty(resource.logicalId, type, [...issue.path, issue.keys[0]].join('.'));
    }
  }
  throw new Error(`${resource.logicalId} (${type}): ${z.prettifyError(parsed.error)}`);
}

/** A boolean of CloudFormation, which may come as text. */
export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

/** A number of CloudFormation, which may come as text. */
export const number = z.coerce.number();
