import type { WorkItem } from '#contract';
import type { Logger, Send, ShredDependencies, SweepDependencies } from '#platform';

/** The dependencies of this service. */
export interface JanitorDependencies extends ShredDependencies, SweepDependencies {
  readonly sendWork: Send<WorkItem>;
  readonly logger: Logger;
  readonly now: () => Date;
}
