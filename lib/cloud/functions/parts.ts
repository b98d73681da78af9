import type { Bundles } from '../build.ts';
import type { Keys } from '../keys.ts';
import type { Queues } from '../queues.ts';
import type { Settings } from '../settings.ts';
import type { Storage } from '../storage.ts';
import type { Tables } from '../tables.ts';

/** The parts of the stack that functions work with. Each function's construct picks those that it needs. */
export interface VaultParts {
  readonly settings: Settings;
  readonly bundles: Bundles;
  readonly keys: Keys;
  readonly tables: Tables;
  readonly storage: Storage;
  readonly queues: Queues;
}

/** The variables that name all three buckets. */
export function bucketVariables({ staging, vault, outbox }: Storage) {
  return {
    STAGING_BUCKET: staging.bucketName,
    VAULT_BUCKET: vault.bucketName,
    OUTBOX_BUCKET: outbox.bucketName,
  };
}
