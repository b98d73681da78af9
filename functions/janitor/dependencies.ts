import type { WorkItem } from '#contract';
import type { Logger, Send, ShredDependencies } from '#platform';

/** What this service works with. */
export interface JanitorDependencies extends ShredDependencies {
  readonly sendWork: Send<WorkItem>;
  readonly logger: Logger;
  readonly now: () => Date;
}
