import { z } from 'zod';
import { parseProperties } from '../kit/parse-properties.ts';
import { ACCOUNT, type ResourceProvider } from '../kit/resource.ts';
import type { Iam } from './create-iam.ts';

const inlinePolicy = z.strictObject({ PolicyName: z.string(), PolicyDocument: z.unknown() });

const roleProperties = z.strictObject({
  RoleName: z.string().optional(),
  AssumeRolePolicyDocument: z.unknown(),
  Description: z.string().optional(),
  ManagedPolicyArns: z.array(z.string()).optional(),
  MaxSessionDuration: z.unknown().optional(),
  Policies: z.array(inlinePolicy).optional(),
  Tags: z.unknown().optional(),
});

const policyProperties = z.strictObject({
  PolicyName: z.string(),
  PolicyDocument: z.unknown(),
  Roles: z.array(z.string()),
});

/** Managed policies of AWS that grant only what the local cloud does not have: logs and traces. */
const managedPolicies = [
  '/service-role/AWSLambdaBasicExecutionRole',
  '/AWSXRayDaemonWriteAccess',
  '/AWSXrayWriteOnlyAccess',
];

/** `AWS::IAM::Role`, with its trust policy, its inline policies, and managed policies that grant nothing here. */
export function createRoleProvider(iam: Iam): ResourceProvider {
  const type = 'AWS::IAM::Role';
  return {
    type,
    identify(resource) {
      const { RoleName } = parseProperties(roleProperties, type, resource);
      const name = RoleName ?? resource.physicalName;
      const id = `AROA${resource.logicalId
        .toUpperCase()
        .replace(/[^A-Z0-9]/g, '')
        .padEnd(17, 'X')
        .slice(0, 17)}`;
      return { ref: name, attributes: { Arn: roleArn(name), RoleId: id } };
    },
    async provision(resource) {
      const properties = parseProperties(roleProperties, type, resource);
      const role = properties.RoleName ?? resource.physicalName;
      for (const arn of properties.ManagedPolicyArns ?? []) {
        if (!managedPolicies.some((known) => arn.endsWith(`:aws:policy${known}`))) {
          throw new Error(
            `${resource.logicalId} (${type}): the local cloud does not support the managed policy ${arn}`,
          );
        }
      }
      iam.setResourcePolicy(roleArn(role), properties.AssumeRolePolicyDocument);
      for (const policy of properties.Policies ?? []) {
        iam.attachIdentityPolicy(`role/${role}`, policy.PolicyName, policy.PolicyDocument);
      }
    },
  };
}

function roleArn(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:role/${name}`;
}

/** `AWS::IAM::Policy`, attached to the roles that it lists. */
export function createPolicyProvider(iam: Iam): ResourceProvider {
  const type = 'AWS::IAM::Policy';
  return {
    type,
    identify: (resource) => ({
      ref: parseProperties(policyProperties, type, resource).PolicyName,
      attributes: { Id: resource.physicalName },
    }),
    async provision(resource) {
      const { PolicyName, PolicyDocument, Roles } = parseProperties(policyProperties, type, resource);
      for (const role of Roles) iam.attachIdentityPolicy(`role/${role}`, PolicyName, PolicyDocument);
    },
  };
}
