import { z } from 'zod';
import { parseProperties } from '../kit/parse-properties.ts';
import type { ResourceProvider } from '../kit/resource.ts';
import { generateSecret, generateSecretString } from './model/generate-secret.ts';
import { type Secrets, secretArn } from './model/secrets.ts';

/** A key of one's own (`KmsKeyId`), which can be disabled or denied, is not listed: the secret is in a file without one. */
const properties = z.strictObject({
  Name: z.string().optional(),
  Description: z.string().default(''),
  GenerateSecretString: generateSecretString,
  Tags: z.unknown().optional(),
});

/** `AWS::SecretsManager::Secret`, generated once and kept; a secret that stands in the template itself is none. */
export function createSecretProvider(secrets: Secrets): ResourceProvider {
  const type = 'AWS::SecretsManager::Secret';
  return {
    type,
    identify(resource) {
      const arn = secretArn(parseProperties(properties, type, resource).Name ?? resource.physicalName);
      return { ref: arn, attributes: { Id: arn } };
    },
    async provision(resource) {
      const { Name, Description, GenerateSecretString } = parseProperties(properties, type, resource);
      await secrets.ensure(Name ?? resource.physicalName, Description, () =>
        generateSecret(GenerateSecretString),
      );
    },
  };
}
