import { ACCOUNT } from '../kit/resource.ts';
import type { Iam } from './index.ts';
import { serviceAccess } from './service-access.ts';

/** Assumes a role of the stack for a service. */
export type AssumeRole = (
  roleArn: string,
  /** The ARN of the resource that the service acts for, as the role's trust policy sees it. */
  source: string,
  sessionName: string,
) => string | undefined;

/**
 * @param service - the service that assumes roles, for example `lambda.amazonaws.com`
 * @returns a function that returns the ARN of the session, or undefined if the role does not trust the service
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html
 */
export function createAssumeRole(iam: Iam, service: string): AssumeRole {
  return (roleArn, source, sessionName) => {
    if (!serviceAccess(iam, service, source).allows('sts:AssumeRole', roleArn)) return undefined;
    const role = roleArn.slice(roleArn.lastIndexOf('/') + 1);
    return `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${sessionName}`;
  };
}
