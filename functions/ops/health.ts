import type { SQSClient } from '@aws-sdk/client-sqs';
import { type Logger, lastRound, type TableHandle } from '#aws';
import { type Health, type HealthService, healthServices } from '#contract';
import type { RouteHandlers } from '#http';
import { depthOf, type WatchedQueue } from './metrics.ts';

/** Milliseconds since the last run of the janitor, which runs every minute, until it is degraded. */
const JANITOR_OVERDUE = 5 * 60_000;
/** Milliseconds until a check times out. */
const CHECK_TIMEOUT = 5_000;

/** Services that have a health check of their own. */
type CheckedService = Exclude<HealthService, keyof typeof queueOf | 'janitor'>;

/** The queue of each function without a health check. Such a function is degraded if its dead-letter queue is not empty. */
const queueOf = { encryptor: 'work', notifier: 'mail', rewrapper: 'rewraps', deleter: 'deletions' } as const;

export interface HealthDependencies {
  readonly metrics: TableHandle;
  readonly sqs: SQSClient;
  readonly queues: readonly WatchedQueue[];
  readonly logger: Logger;
  readonly now: () => Date;
  /** Seconds for which a result is reused, so that frequent requests cost little. */
  readonly healthSeconds: number;
  /** Runs the health check of a service, which uses its own rights. @throws Error if it fails */
  readonly checkService: Readonly<Record<CheckedService, () => Promise<void>>>;
}

/** The public health of each service: only its status. The reason is in the log. */
export function healthRoutes(
  dependencies: HealthDependencies,
): Pick<RouteHandlers<'ops'>, 'health' | 'healthOfService'> {
  const known = new Map<HealthService, { readonly at: number; readonly status: Promise<Health> }>();
  const statusOf = (service: HealthService): Promise<Health> => {
    const at = dependencies.now().getTime();
    const before = known.get(service);
    if (before !== undefined && at - before.at < dependencies.healthSeconds * 1000) return before.status;
    const status = examine(dependencies, service);
    known.set(service, { at, status });
    return status;
  };
  return {
    health: async () => {
      const found = await Promise.all(
        healthServices.map(async (name) => [name, await statusOf(name)] as const),
      );
      const status = found.some(([, one]) => one === 'degraded') ? 'degraded' : 'ok';
      const services = Object.fromEntries(found.map(([name, one]) => [name, { status: one }]));
      return { body: { status, services }, isDegraded: status === 'degraded' };
    },
    healthOfService: async ({ params }) => {
      const status = await statusOf(params.service);
      return { body: { status }, isDegraded: status === 'degraded' };
    },
  };
}

async function examine(dependencies: HealthDependencies, service: HealthService): Promise<Health> {
  const timeout = AbortSignal.timeout(CHECK_TIMEOUT);
  const timedOut = new Promise<never>((_, reject) => {
    timeout.addEventListener('abort', () => reject(new Error(`The check of ${service} timed out`)));
  });
  try {
    await Promise.race([check(dependencies, service), timedOut]);
    return 'ok';
  } catch (error) {
    dependencies.logger.warn('A service is degraded', {
      of: service,
      error: error instanceof Error ? error : new Error(String(error)),
    });
    return 'degraded';
  }
}

async function check(dependencies: HealthDependencies, service: HealthService): Promise<void> {
  if (service === 'janitor') {
    const at = await lastRound(dependencies.metrics);
    // In a new vault the janitor has not run yet.
    if (at !== undefined && dependencies.now().getTime() - at.getTime() > JANITOR_OVERDUE)
      throw new Error(`The last run was at ${at.toISOString()}`);
    return;
  }
  if (hasQueue(service)) return checkQueue(dependencies, queueOf[service]);
  return dependencies.checkService[service]();
}

function hasQueue(service: HealthService): service is keyof typeof queueOf {
  return service in queueOf;
}

async function checkQueue({ queues, sqs }: HealthDependencies, name: string): Promise<void> {
  const queue = queues.find((watched) => watched.name === name);
  if (queue === undefined) throw new TypeError(`The queue ${name} is not in WATCHED_QUEUES`);
  const { deadLetters } = await depthOf(sqs, queue);
  if (deadLetters > 0) throw new Error(`${deadLetters} messages in the dead-letter queue`);
}
