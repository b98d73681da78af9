import { timingSafeEqual } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { sha256 } from '#aws';
import { Problem } from '#contract';
import type { HttpResult } from './http-event.ts';

/** How long a secret is believed before it is read again, so that a new one takes hold by itself. Milliseconds. */
const BELIEVED_FOR = 5 * 60_000;

/**
 * Refuses what did not come through CloudFront: the API's own address stays public, and there nobody has set the
 * client's address.
 *
 * @param secretId - the secret whose value CloudFront sends along in `x-encrypt5-origin`
 * @throws Problem `edge_required`
 */
export function edgeOnly(
  secretId: string,
  now: () => Date,
): MiddlewareObj<APIGatewayProxyEventV2, HttpResult> {
  const client = new SecretsManagerClient({});
  let known: { value: Promise<string>; readAt: number } | undefined;
  const secret = async () => {
    if (known === undefined || now().getTime() - known.readAt > BELIEVED_FOR) {
      known = { value: readSecret(client, secretId), readAt: now().getTime() };
    }
    try {
      return await known.value;
    } catch (error) {
      known = undefined;
      throw error;
    }
  };
  return {
    before: async (request) => {
      const given = request.event.headers['x-encrypt5-origin'] ?? '';
      const equal = timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(await secret())));
      if (!equal) throw new Problem('edge_required');
    },
  };
}

async function readSecret(client: SecretsManagerClient, SecretId: string): Promise<string> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId }));
  if (SecretString === undefined) throw new Error('the origin secret has no text');
  return SecretString;
}
