import type { WorkItem } from '#contract';
import type { Logger, Send, ShredDependencies, SweepDependencies } from '#platform';

/** What this service works with. */
export interface JanitorDependencies extends ShredDependencies, SweepDependencies {
  readonly sendWork: Send<WorkItem>;
  readonly logger: Logger;
  readonly now: () => Date;
}
