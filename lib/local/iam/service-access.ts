import { ACCOUNT } from '../kit/resource.ts';
import type { Access } from '../kit/service.ts';
import { accessOf, type Iam } from './index.ts';

/**
 * What an AWS service may do when it acts for a resource of the stack: what the policy of the other resource allows it.
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
