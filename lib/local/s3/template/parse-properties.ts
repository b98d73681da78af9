import type { z } from 'zod';
import { type Resource, UnsupportedProperty } from '../../resource.ts';

/**
 * Reads a resource's properties with a strict schema.
 *
 * @throws UnsupportedProperty naming the property, with its path, that the schema does not know or whose value it does
 *   not carry out
 */
export function parseProperties<T>(type: string, resource: Resource, schema: z.ZodType<T>): T {
  const result = schema.safeParse(resource.properties);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const unknownKey = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  throw new UnsupportedProperty(resource.logicalId, type, [...(issue?.path ?? []), ...unknownKey].join('.'));
}
