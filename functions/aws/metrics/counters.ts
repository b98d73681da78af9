import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type FileStatus, type LabelOf, type MetricName, metrics } from '#contract';
import type { TableHandle } from '../table/table.ts';
import { COUNTERS, seriesKey } from './stored-counters.ts';

/** Milliseconds after which an instance adds what can wait. */
const WAITS_FOR = 60_000;

/** What one instance of a function has counted and not yet added to what all of them have. */
export interface Counters {
  /** @param by - less than nothing, too, for a gauge */
  add<N extends MetricName>(name: N, label: LabelOf<N>, by?: number): void;
  /** An observation of a histogram; it can wait until something else is added, or a minute is over. */
  observe<N extends MetricName>(name: N, label: LabelOf<N>, value: number): void;
  /** What has become of a file; see `FileChange`. */
  noticeFile(change: FileChange): void;
  /**
   * Adds everything to the table in one write, or nothing at all where there is nothing or it can wait. Called at the end of each
   * invocation: a function is frozen after it. What an instance that dies has not added is not counted.
   */
  flush(): Promise<void>;
}

/** A file of so many bytes went from one status to another: from none where it is new, to none where it was deleted. */
export interface FileChange {
  readonly from: FileStatus | undefined;
  readonly to: FileStatus | undefined;
  readonly size: number;
}

/** @param failed - hears of a write that failed: figures are never a reason for work to fail */
export function createCounters(
  table: TableHandle,
  now: () => Date,
  failed: (error: Error) => void,
): Counters {
  const waiting = new Map<string, number>();
  let canWait = true;
  let flushedAt = 0;
  const increase = (key: string, by: number) => {
    waiting.set(key, (waiting.get(key) ?? 0) + by);
  };
  const add = (name: MetricName, label: string | undefined, by: number) => {
    if (by === 0) return;
    increase(seriesKey(name, label), by);
    canWait = false;
  };

  return {
    add: (name, label, by = 1) => add(name, label, by),
    observe(name, label, value) {
      const metric = metrics[name];
      const buckets: readonly number[] = 'buckets' in metric ? metric.buckets : [];
      const bound = buckets.find((upper) => value <= upper) ?? '+Inf';
      increase(seriesKey(name, label, `le=${bound}`), 1);
      increase(seriesKey(name, label, 'sum'), value);
    },
    noticeFile({ from, to, size }) {
      if (from === to) return;
      if (from !== undefined) add('files', from, -1);
      if (to !== undefined) add('files', to, 1);
      add('file_bytes', undefined, (to === undefined ? 0 : size) - (from === undefined ? 0 : size));
    },
    async flush() {
      if (waiting.size === 0 || (canWait && now().getTime() - flushedAt < WAITS_FOR)) return;
      const entries = [...waiting];
      waiting.clear();
      canWait = true;
      flushedAt = now().getTime();
      try {
        await table.client.send(
          new UpdateCommand({
            TableName: table.name,
            Key: COUNTERS,
            UpdateExpression: `ADD ${entries.map((_, index) => `#${index} :${index}`).join(', ')}`,
            ExpressionAttributeNames: Object.fromEntries(entries.map(([key], index) => [`#${index}`, key])),
            ExpressionAttributeValues: Object.fromEntries(entries.map(([, by], index) => [`:${index}`, by])),
          }),
        );
      } catch (error) {
        failed(error instanceof Error ? error : new Error(String(error)));
      }
    },
  };
}
