import type { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';

const several = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const statementSchema = z.object({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: several,
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

/** What a role may do: the function's construct, an action, and the resource as the template writes it. */
export interface Right {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
}

/** Every right that the template gives to a role, the CDK's own helpers left out. */
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

/** The statements of a resource's own policy. */
export function statementsOf(policyDocument: unknown): Statement[] {
  return z.object({ Statement: z.array(statementSchema) }).parse(policyDocument).Statement;
}
