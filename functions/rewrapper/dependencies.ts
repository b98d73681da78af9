import type { KMSClient } from '@aws-sdk/client-kms';
import type { RewrapItem } from '#contract';
import type { LeaseTimes, Send, VaultTable } from '#platform';

/** The dependencies of this service. */
export interface RewrapperDependencies {
  readonly jobs: VaultTable;
  /** The table `Keys`. */
  readonly keys: VaultTable;
  readonly kms: KMSClient;
  readonly sendRewrap: Send<RewrapItem>;
  readonly leaseTimes: LeaseTimes;
  readonly now: () => Date;
}
