import type { Logger, Send, TableHandle } from '#aws';
import type { Mail } from '#contract';
import type { ShredFileDependencies } from '#vault';

/** What this service works with. */
export interface DeleterDependencies extends ShredFileDependencies {
  readonly accounts: TableHandle;
  readonly activity: TableHandle;
  readonly sendMail: Send<Mail>;
  readonly logger: Logger;
}
