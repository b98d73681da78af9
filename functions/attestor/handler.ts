import { type Attestation, attestationRequestSchema } from '#contract';
import { createLogger, kmsClient, publicKeyReader, readEnvironment, tableClient } from '#platform';
import { attest } from './attest.ts';
import type { AttestorDependencies } from './dependencies.ts';

const environment = readEnvironment('attestor');
const client = tableClient();
const kms = kmsClient();
const logger = createLogger('attestor');

const dependencies: AttestorDependencies = {
  table: { client, name: environment.VAULT_TABLE },
  keysTable: environment.KEYS_TABLE,
  tombstones: { client, name: environment.TOMBSTONES_TABLE },
  receiptsKey: {
    kms,
    keyId: environment.RECEIPTS_KEY,
    readPublicKey: publicKeyReader(kms, environment.RECEIPTS_KEY),
  },
  keysRecoveryDays: environment.KEYS_RECOVERY_DAYS,
};

/** Invoked by the functions that need a signature. */
export const handler = async (event: unknown): Promise<Attestation> => {
  const request = attestationRequestSchema.parse(event);
  const attestation = await attest(dependencies, request);
  if (attestation.outcome === 'refused' && attestation.reason !== 'nothing_to_state')
    logger.error('What the tables say is not signed', { ...request, reason: attestation.reason });
  return attestation;
};
