import type { Template } from 'aws-cdk-lib/assertions';

/** The resources of one type, as pairs of logical id and properties. */
export function resourcesOf(template: Template, type: string): [string, Record<string, unknown>][] {
  return Object.entries(template.findResources(type)).map(([id, { Properties }]) => [id, Properties]);
}

/** The logical id without the hash that the CDK appends to it. */
export function nameOf(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}
