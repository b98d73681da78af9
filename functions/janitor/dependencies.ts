import type { Logger, Send } from '#aws';
import type { WorkItem } from '#contract';
import type { ShredDependencies, SweepDependencies } from '#vault';

/** What this service works with. */
export interface JanitorDependencies extends ShredDependencies, SweepDependencies {
  readonly sendWork: Send<WorkItem>;
  readonly logger: Logger;
  readonly now: () => Date;
}
