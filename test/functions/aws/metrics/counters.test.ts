import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { createCounters, tableClient } from '#aws';

/** Counters with a table that only records what is written. */
function counting(answer: () => Promise<unknown> = async () => ({})) {
  const writes: Record<string, number>[] = [];
  const failures: Error[] = [];
  const clock = { now: 1_000_000 };
  const client = tableClient();
  client.middlewareStack.add(
    () =>
      async ({ input }) => {
        const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } =
          new UpdateCommand(input as ConstructorParameters<typeof UpdateCommand>[0]).input;
        writes.push(
          Object.fromEntries(
            Object.entries(names).map(([key, name]) => [name, Number(values[key.replace('#', ':')])]),
          ),
        );
        return { output: await answer(), response: {} } as never;
      },
    { step: 'initialize', priority: 'high' },
  );
  const counters = createCounters(
    { client, name: 'metrics' },
    () => new Date(clock.now),
    (error) => failures.push(error),
  );
  return { counters, writes, failures, clock };
}

describe('counters', () => {
  it('write nothing if nothing was counted', async () => {
    const { counters, writes } = counting();
    await counters.flush();
    expect(writes).toEqual([]);
  });

  it('add everything since the last write in one write', async () => {
    const { counters, writes } = counting();
    counters.noticeFile({ from: undefined, to: 'uploading', size: 10 });
    counters.noticeFile({ from: 'uploading', to: 'queued', size: 10 });
    counters.add('mails_total', 'file-encrypted');
    await counters.flush();
    await counters.flush();
    expect(writes).toEqual([
      { 'files|uploading': 0, 'files|queued': 1, file_bytes: 10, 'mails_total|file-encrypted': 1 },
    ]);
  });

  it('decrease when a file is deleted', async () => {
    const { counters, writes } = counting();
    counters.noticeFile({ from: 'encrypted', to: undefined, size: 7 });
    counters.noticeFile({ from: 'failed', to: 'failed', size: 5 });
    await counters.flush();
    expect(writes).toEqual([{ 'files|encrypted': -1, file_bytes: -7 }]);
  });

  it('write durations after a minute, or together with another counter', async () => {
    const { counters, writes, clock } = counting();
    counters.observe('work_seconds', undefined, 0.1);
    await counters.flush();
    expect(writes).toEqual([{ 'work_seconds|le=0.1': 1, 'work_seconds|sum': 0.1 }]);
    counters.observe('work_seconds', undefined, 1000);
    clock.now += 59_999;
    await counters.flush();
    expect(writes).toHaveLength(1);
    clock.now += 1;
    await counters.flush();
    expect(writes[1]).toEqual({ 'work_seconds|le=+Inf': 1, 'work_seconds|sum': 1000 });
    counters.observe('http_request_seconds', 'auth', 0.2);
    counters.add('logins_total', 'accepted');
    await counters.flush();
    expect(writes[2]).toEqual({
      'http_request_seconds|auth|le=0.3': 1,
      'http_request_seconds|auth|sum': 0.2,
      'logins_total|accepted': 1,
    });
  });

  it('never make the counted work fail', async () => {
    const { counters, failures } = counting(() => Promise.reject(new Error('throttled')));
    counters.add('logins_total', 'refused');
    await counters.flush();
    expect(failures).toHaveLength(1);
  });
});
