import type { Mail } from '#contract';
import type { Logger, Send, ShredFileDependencies, VaultTable } from '#platform';

/** What this service works with. */
export interface CloserDependencies extends ShredFileDependencies {
  readonly accounts: VaultTable;
  readonly activity: VaultTable;
  readonly sendMail: Send<Mail>;
  readonly logger: Logger;
}
