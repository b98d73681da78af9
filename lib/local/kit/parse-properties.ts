import { z } from 'zod';
import { type Resource, UnsupportedProperty } from './resource.ts';

/**
 * Parses the properties of a resource.
 *
 * @param schema - a strict object: a property that it does not list is unsupported
 * @throws UnsupportedProperty naming the first property that is not listed, or else the first invalid one
 */
export function parseProperties<S extends z.ZodType>(
  schema: S,
  type: string,
  resource: Pick<Resource, 'logicalId' | 'properties'>,
): z.output<S> {
  const parsed = schema.safeParse(resource.properties ?? {});
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  const isUnknown = issue?.code === 'unrecognized_keys';
  const path = [...(issue?.path ?? []), ...(isUnknown ? issue.keys.slice(0, 1) : [])];
  throw new UnsupportedProperty(
    resource.logicalId,
    type,
    path.join('.'),
    isUnknown ? undefined : issue?.message,
  );
}

/** A boolean of CloudFormation, which may come as text. */
export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

/** A number of CloudFormation, which may come as text. */
export const number = z.coerce.number();
