import type { SQSClient } from '@aws-sdk/client-sqs';
import { type Logger, lastRound, type TableHandle } from '#aws';
import { type Health, type HealthService, healthServices } from '#contract';
import type { RouteHandlers } from '#http';
import { depthOf, type WatchedQueue } from './metrics.ts';

/** Milliseconds without a round of the janitor, who comes every minute. */
const JANITOR_LATE = 5 * 60_000;
/** Milliseconds that a check may take. */
const PATIENCE = 5_000;

/** Those that can be asked themselves. */
type AskedService = Exclude<HealthService, keyof typeof fedBy | 'janitor'>;

/** Which queue feeds a function that can be asked nothing: what it could not deal with lies beside it. */
const fedBy = { encryptor: 'work', notifier: 'mail', rewrapper: 'rewraps', deleter: 'deletions' } as const;

export interface HealthDependencies {
  readonly metrics: TableHandle;
  readonly sqs: SQSClient;
  readonly queues: readonly WatchedQueue[];
  readonly logger: Logger;
  readonly now: () => Date;
  /** How long a finding is reused, so that frequent requests cost nothing. */
  readonly healthSeconds: number;
  /** Has a service that others ask try what it depends on, with its own rights. @throws where that fails */
  readonly checkService: Readonly<Record<AskedService, () => Promise<void>>>;
}

/** How each service is, for anybody: whether, and never why. The reason is in the log. */
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
  const late = AbortSignal.timeout(PATIENCE);
  const tooLate = new Promise<never>((_, reject) => {
    late.addEventListener('abort', () => reject(new Error(`${service} took too long`)));
  });
  try {
    await Promise.race([check(dependencies, service), tooLate]);
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
    // A vault that was just made has had no round yet.
    if (at !== undefined && dependencies.now().getTime() - at.getTime() > JANITOR_LATE)
      throw new Error(`the last round was at ${at.toISOString()}`);
    return;
  }
  if (isFed(service)) return checkQueue(dependencies, fedBy[service]);
  return dependencies.checkService[service]();
}

function isFed(service: HealthService): service is keyof typeof fedBy {
  return service in fedBy;
}

async function checkQueue({ queues, sqs }: HealthDependencies, name: string): Promise<void> {
  const queue = queues.find((watched) => watched.name === name);
  if (queue === undefined) throw new TypeError(`nobody watches the queue ${name}`);
  const { deadLetters } = await depthOf(sqs, queue);
  if (deadLetters > 0) throw new Error(`${deadLetters} dead letters`);
}
