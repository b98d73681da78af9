import type { KMSClient } from '@aws-sdk/client-kms';
import type { Send, TableHandle } from '#aws';
import type { RewrapItem } from '#contract';
import type { LeaseTimes } from '#vault';

/** The dependencies of this service. */
export interface RewrapperDependencies {
  readonly jobs: TableHandle;
  /** The table `Keys`. */
  readonly keys: TableHandle;
  readonly kms: KMSClient;
  readonly sendRewrap: Send<RewrapItem>;
  readonly leaseTimes: LeaseTimes;
  readonly now: () => Date;
}
