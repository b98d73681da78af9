import { type Send, StaleRecord, type TableHandle } from '#aws';
import { Problem, type Rewrap, type RewrapItem } from '#contract';
import type { RouteHandlers } from '#http';
import { createRewrap, type RewrapRecord, readRewrap, runningRewrap } from '#vault';

export interface RewrapDependencies {
  readonly jobs: TableHandle;
  readonly sendRewrap: Send<RewrapItem>;
  /** ARNs of the KMS wrapping keys in the settings. No other key may wrap file keys. */
  readonly wrappingKeys: readonly string[];
  readonly now: () => Date;
}

/**
 * Starts a re-wrap of all file keys in the background. If a re-wrap under the same key is running, sends its work item again,
 * which resumes it if it has stopped.
 */
export function startRewrapRoute(dependencies: RewrapDependencies): RouteHandlers<'ops'>['startRewrap'] {
  const { jobs, sendRewrap, wrappingKeys, now } = dependencies;
  return {
    create: async ({ body: { keyArn }, principal }, id) => {
      if (!wrappingKeys.includes(keyArn)) throw new Problem('wrapping_key_unknown');
      const running = await runningRewrap(jobs);
      if (running !== undefined && running.keyArn !== keyArn) throw new Problem('rewrap_running');
      const record = running ?? (await begin());
      await sendRewrap({ rewrap: record.id });
      return { id: record.id, body: rewrapView(record) };

      async function begin(): Promise<RewrapRecord> {
        const at = now();
        const created: RewrapRecord = {
          id,
          keyArn,
          status: 'queued',
          startedBy: principal.user,
          createdAt: at.toISOString(),
          fence: 0,
          done: 0,
          failed: 0,
          failures: [],
        };
        try {
          await createRewrap(jobs, created);
        } catch (cause) {
          if (cause instanceof StaleRecord) throw new Problem('rewrap_running', { cause });
          throw cause;
        }
        return created;
      }
    },
    find: async (_, id) => {
      const record = await readRewrap(jobs, id);
      return record && { body: rewrapView(record) };
    },
  };
}

/** Returns the progress of a re-wrap. */
export function getRewrapRoute({ jobs }: RewrapDependencies): RouteHandlers<'ops'>['getRewrap'] {
  return async ({ params }) => {
    const record = await readRewrap(jobs, params.id);
    if (record === undefined) throw new Problem('rewrap_not_found');
    return { body: rewrapView(record) };
  };
}

function rewrapView(record: RewrapRecord): Rewrap {
  const { id, keyArn, status, done, total = 0, failed, failures, createdAt, endedAt } = record;
  return {
    id,
    keyArn,
    status,
    done,
    total,
    failed,
    failures,
    createdAt,
    ...(endedAt !== undefined && { endedAt }),
  };
}
