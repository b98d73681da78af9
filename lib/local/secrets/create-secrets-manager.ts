import { z } from 'zod';
import { answerJson, type JsonProtocol, jsonOperation } from '../front-door/index.ts';
import type { Service, ServiceCall } from '../kit/service.ts';
import { type Secret, type Secrets, secretArn } from './model/secrets.ts';

const bySecretId = z.strictObject({ SecretId: z.string().min(1).max(2048) });

/** AWS Secrets Manager, AWS JSON 1.1: reads the secrets of the template. */
export function createSecretsService(secrets: Secrets, report: (error: unknown) => void): Service {
  const authorized = (call: ServiceCall, action: string, id: string): Secret => {
    const secret = secrets.find(id);
    call.authorize(`secretsmanager:${action}`, secretArn(secret.name), { 'secretsmanager:SecretId': id });
    return secret;
  };
  const protocol: JsonProtocol = {
    target: 'secretsmanager',
    version: '1.1',
    operations: {
      GetSecretValue: jsonOperation(bySecretId, ({ SecretId }, call) => {
        const secret = authorized(call, 'GetSecretValue', SecretId);
        return {
          ARN: secretArn(secret.name),
          Name: secret.name,
          VersionId: secret.versionId,
          SecretString: secret.value,
          VersionStages: ['AWSCURRENT'],
          CreatedDate: secret.created / 1000,
        };
      }),
      DescribeSecret: jsonOperation(bySecretId, ({ SecretId }, call) => {
        const secret = authorized(call, 'DescribeSecret', SecretId);
        return {
          ARN: secretArn(secret.name),
          Name: secret.name,
          Description: secret.description,
          VersionIdsToStages: { [secret.versionId]: ['AWSCURRENT'] },
          CreatedDate: secret.created / 1000,
        };
      }),
    },
  };
  return {
    name: 'secretsmanager',
    handle: (call) => answerJson(protocol, call, report),
    async close() {},
  };
}
