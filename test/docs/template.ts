import * as z from 'zod';
import { environments, type FunctionName } from '#contract';
import { templateOf } from '../cloud-template/template-of.ts';

const resourceSchema = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});
type Resource = z.infer<typeof resourceSchema>;
export type Properties = Resource['Properties'];

const severalSchema = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const resourcesSchema = z.unknown().transform((value): unknown[] => (Array.isArray(value) ? value : [value]));
const policySchema = z.object({
  PolicyDocument: z.object({
    Statement: z.array(
      z.object({ Effect: z.literal('Allow'), Action: severalSchema, Resource: resourcesSchema }),
    ),
  }),
  Roles: z.array(z.object({ Ref: z.string() })),
});

/** One right of a function on one resource of the template. */
export interface FunctionRight {
  readonly function: FunctionName;
  /** For example `dynamodb:GetItem`. */
  readonly action: string;
  /** CloudFormation type, or `other` for a resource that is not in the template. */
  readonly type: string;
  /** For example `Vault`, `staging` or `wrapping`. */
  readonly name: string;
  /** Index of a table. */
  readonly index?: string;
}

/** Synthesized once, when the module is loaded: that takes seconds on a busy machine, which no single test should pay for. */
const resources = z.record(z.string(), resourceSchema).parse(templateOf().toJSON()['Resources']);

/** All resources of a type, with the logical id. */
export function resourcesOfType(type: string): readonly (readonly [id: string, properties: Properties])[] {
  return Object.entries(resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, { Properties }]) => [id, Properties]);
}

/** Prefixes of the constructs that hold the stores, by CloudFormation type. */
const prefixes: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'Tables',
  'AWS::S3::Bucket': '(Storage|Site)',
  'AWS::KMS::Key': 'Keys',
  'AWS::SQS::Queue': 'Queues',
};

/** The name that the documentation uses for a resource. */
export function nameOf(id: string): string {
  const { Type = '' } = resources[id] ?? {};
  if (Type === 'AWS::Lambda::Function') return functionOf(id) ?? id;
  const name = id.replace(/[0-9A-F]{8}$/, '').replace(new RegExp(`^${prefixes[Type] ?? ''}`), '');
  return Type === 'AWS::DynamoDB::Table' || Type === 'AWS::SecretsManager::Secret'
    ? name
    : `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

/** The function whose Lambda resource or role has a logical id; undefined for a helper of the CDK. */
export function functionOf(id: string): FunctionName | undefined {
  const path = id.replace(/(ServiceRole)?[0-9A-F]{8}$/, '').toLowerCase();
  const names = Object.keys(environments) as FunctionName[];
  return names
    .filter((name) => path.endsWith(name.replaceAll('-', '').toLowerCase()))
    .toSorted((one, other) => other.length - one.length)[0];
}

/** The logical id that a reference such as `Ref` or `Fn::GetAtt` leads to. */
export function referenced(value: unknown): string | undefined {
  return /"(?:Ref|Fn::GetAtt)":\[?"([A-Za-z0-9]+)"/.exec(JSON.stringify(value))?.[1];
}

/** Every right that the roles of the functions have. */
export function functionRights(): readonly FunctionRight[] {
  return resourcesOfType('AWS::IAM::Policy').flatMap(([, properties]) => {
    const policy = policySchema.parse(properties);
    return policy.Roles.flatMap(({ Ref }) => {
      const fn = functionOf(Ref);
      if (fn === undefined) return [];
      return policy.PolicyDocument.Statement.flatMap(({ Action, Resource }) =>
        Resource.flatMap((resource) =>
          Action.map((action) => ({ function: fn, action, ...targetOf(resource) })),
        ),
      );
    });
  });
}

function targetOf(resource: unknown): Pick<FunctionRight, 'type' | 'name' | 'index'> {
  const id = referenced(resource);
  const type = id === undefined ? undefined : resources[id]?.Type;
  if (id === undefined || type === undefined) {
    const text = JSON.stringify(resource);
    return { type: 'other', name: text.includes(':identity/') ? 'SES identity of the sender' : text };
  }
  const index = /\/index\/([a-z]+)/.exec(JSON.stringify(resource))?.[1];
  return { type, name: nameOf(id), ...(index !== undefined && { index }) };
}
