import {
  createLogger,
  kmsClient,
  probeTable,
  publicKeyReader,
  readEnvironment,
  tableClient,
  withHealth,
} from '#aws';
import { type Attestation, attestationRequestSchema } from '#contract';
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

async function checkHealth(): Promise<void> {
  await Promise.all([
    probeTable(client, environment.VAULT_TABLE),
    probeTable(client, environment.KEYS_TABLE, 'unsorted'),
    probeTable(client, environment.TOMBSTONES_TABLE),
    publicKeyReader(kms, environment.RECEIPTS_KEY)(),
  ]);
}

async function answer(event: unknown): Promise<Attestation> {
  const request = attestationRequestSchema.parse(event);
  const attestation = await attest(dependencies, request);
  if (attestation.outcome === 'refused' && attestation.reason !== 'nothing_to_state')
    logger.error('The attestor refused to sign inconsistent records', {
      ...request,
      reason: attestation.reason,
    });
  return attestation;
}

/** The Lambda handler. Functions that need a signature invoke it directly. */
export const handler = withHealth(answer, checkHealth);
