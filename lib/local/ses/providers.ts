import { z } from 'zod';
import { parseProperties } from '../kit/parse-properties.ts';
import type { ResourceProvider } from '../kit/resource.ts';
import type { Identities } from './model/identities.ts';

const properties = z.strictObject({
  EmailIdentity: z.string(),
  // No email leaves the machine, so there are no signatures and no bounces.
  DkimAttributes: z.unknown().optional(),
  FeedbackAttributes: z.unknown().optional(),
  MailFromAttributes: z.unknown().optional(),
  Tags: z.unknown().optional(),
});

/** `AWS::SES::EmailIdentity`, verified at once. */
export function createEmailIdentityProvider(identities: Identities): ResourceProvider {
  const type = 'AWS::SES::EmailIdentity';
  return {
    type,
    identify: (resource) => ({
      ref: parseProperties(properties, type, resource).EmailIdentity,
      attributes: {},
    }),
    async provision(resource) {
      identities.verify(parseProperties(properties, type, resource).EmailIdentity);
    },
  };
}
