import { z } from 'zod';
import { parseProperties } from '../kit/parse-properties.ts';
import type { ResourceProvider } from '../kit/resource.ts';
import { generateSecret, generateSecretString } from './model/generate-secret.ts';
import { type Secrets, secretArn } from './model/secrets.ts';

/** `KmsKeyId` is not listed: a customer managed key could be disabled or denied, and the secret is in a plain file. */
const properties = z.strictObject({
  Name: z.string().optional(),
  Description: z.string().default(''),
  GenerateSecretString: generateSecretString,
  Tags: z.unknown().optional(),
});

/** `AWS::SecretsManager::Secret`, generated once. A value in the template is refused, because it is not secret. */
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
