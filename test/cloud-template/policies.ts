import type { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const statementSchema = z.object({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore,
  Resource: z.unknown(),
  Principal: z.unknown().optional(),
  Condition: z.unknown().optional(),
});
export type Statement = z.infer<typeof statementSchema>;

const rolePolicySchema = z.object({
  Properties: z.object({
    PolicyDocument: z.object({ Statement: z.array(statementSchema) }),
    Roles: z.array(z.object({ Ref: z.string() })),
  }),
});

/** One action that a role may perform on one resource. */
export interface Right {
  /** The name of the function that has the role. */
  readonly role: string;
  readonly action: string;
  /** The resource as JSON, as it is in the template. */
  readonly resource: string;
}

/** Every right that the template grants to a role. The roles of the CDK's helper functions are left out. */
export function rightsOf(template: Template): Right[] {
  const policies = Object.values(template.findResources('AWS::IAM::Policy')).map((one) =>
    rolePolicySchema.parse(one),
  );
  return policies.flatMap(({ Properties: { PolicyDocument, Roles } }) =>
    Roles.filter(({ Ref }) => !Ref.startsWith('CustomCDKBucketDeployment')).flatMap(({ Ref }) =>
      PolicyDocument.Statement.flatMap(({ Action, Resource }) =>
        Action.map((action) => ({ role: roleName(Ref), action, resource: JSON.stringify(Resource) })),
      ),
    ),
  );
}

/** `FilesServiceRoleE5C9B93F` → `Files` */
function roleName(logicalId: string): string {
  return logicalId.replace(/ServiceRole.*$/, '');
}

/** The statements of a policy document. */
export function statementsOf(policyDocument: unknown): Statement[] {
  return z.object({ Statement: z.array(statementSchema) }).parse(policyDocument).Statement;
}
