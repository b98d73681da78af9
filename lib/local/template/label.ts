import { z } from 'zod';

const constructMetadata = z.record(
  z.string(),
  z.array(z.looseObject({ type: z.string(), data: z.unknown() })),
);

/**
 * The labels of the resources of a stack: the last part of their path in the app, `WorkDeadLetters` as
 * `work-dead-letters`.
 *
 * @param metadata - by the path of the construct, as in the assembly
 * @returns by logical id
 */
export function labelsOf(metadata: unknown): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const [path, entries] of Object.entries(constructMetadata.parse(metadata))) {
    const logicalId = entries.find(({ type }) => type === 'aws:cdk:logicalId')?.data;
    const name = path
      .replace(/\/(?:Resource|Default)$/, '')
      .split('/')
      .at(-1);
    if (typeof logicalId === 'string' && name) labels.set(logicalId, kebabCase(name));
  }
  return labels;
}

function kebabCase(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
}
