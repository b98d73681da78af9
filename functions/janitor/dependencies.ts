import type { Logger, Send } from '#aws';
import type { WorkItem } from '#contract';
import type { ShredDependencies, SweepDependencies } from '#vault';

/** The dependencies of this service. */
export interface JanitorDependencies extends ShredDependencies, SweepDependencies {
  readonly sendWork: Send<WorkItem>;
  readonly logger: Logger;
  readonly now: () => Date;
}
