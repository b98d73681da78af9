import { ACCOUNT } from '../kit/resource.ts';
import type { Access } from '../kit/service.ts';
import { accessOf, type Iam } from './index.ts';

/**
 * The rights of an AWS service that acts for a resource of the stack. The policy of the other resource decides.
 *
 * @param service - for example `s3.amazonaws.com`
 * @param source - ARN of the resource that it acts for
 */
export function serviceAccess(iam: Iam, service: string, source: string): Access {
  return accessOf(iam, service, {
    'aws:SecureTransport': 'true',
    'aws:SourceAccount': ACCOUNT,
    'aws:SourceArn': source,
  });
}
