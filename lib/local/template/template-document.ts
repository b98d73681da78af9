import { z } from 'zod';

const resourceDeclaration = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Condition: z.string().optional(),
  DependsOn: z.union([z.string().transform((one) => [one]), z.array(z.string())]).default([]),
  // DeletionPolicy, UpdateReplacePolicy, Metadata …: ignored, because nothing is deleted here.
});

const parameterDeclaration = z.object({
  Type: z.string(),
  Default: z.union([z.string(), z.number()]).transform(String).optional(),
});

/** The parts of a CloudFormation template that the local cloud reads. */
export const templateDocument = z.object({
  Parameters: z.record(z.string(), parameterDeclaration).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(z.string(), resourceDeclaration),
  Outputs: z
    .record(z.string(), z.object({ Value: z.unknown(), Condition: z.string().optional() }))
    .default({}),
});

export type TemplateDocument = z.output<typeof templateDocument>;
export type ResourceDeclaration = z.output<typeof resourceDeclaration>;

/** The template cannot be resolved or deployed. The message names the place. */
export class TemplateError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TemplateError';
  }
}
