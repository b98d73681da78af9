import { z } from 'zod';
import { parseProperties } from '../../kit/parse-properties.ts';
import type { ResourceProvider } from '../../kit/resource.ts';
import { functionArn } from './function-provider.ts';

const permissionProperties = z.strictObject({
  Action: z.string(),
  FunctionName: z
    .string()
    .regex(
      /^(?:arn:aws:lambda:[^:]+:[^:]+:function:)?[\w-]+$/,
      'the local cloud does not support versions and aliases',
    ),
  Principal: z.string(),
  SourceAccount: z.string().optional(),
  SourceArn: z.string().optional(),
});

/**
 * `AWS::Lambda::Permission`: a statement of the policy of its function.
 *
 * @param setPolicy - gives the function's policy to IAM
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 */
export function createPermissionProvider(
  setPolicy: (arn: string, document: unknown) => void,
): ResourceProvider {
  const type = 'AWS::Lambda::Permission';
  const policies = new Map<string, object[]>();
  return {
    type,
    identify: ({ physicalName }) => ({ ref: physicalName, attributes: { Id: physicalName } }),
    async provision(resource) {
      const permission = parseProperties(permissionProperties, type, resource);
      const arn = functionArn(permission.FunctionName.split(':').at(-1) ?? '');
      const statements = policies.get(arn) ?? [];
      policies.set(arn, statements);
      statements.push({ Sid: resource.logicalId, ...statementOf(permission, arn) });
      setPolicy(arn, { Version: '2012-10-17', Id: 'default', Statement: statements });
    },
  };
}

function statementOf(
  { Action, Principal, SourceAccount, SourceArn }: z.output<typeof permissionProperties>,
  Resource: string,
): object {
  const isService = Principal.includes('.');
  return {
    Effect: 'Allow',
    Principal: isService ? { Service: Principal } : { AWS: Principal },
    Action,
    Resource,
    Condition: {
      ...(SourceAccount !== undefined && { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
      ...(SourceArn !== undefined && { ArnLike: { 'aws:SourceArn': SourceArn } }),
    },
  };
}
