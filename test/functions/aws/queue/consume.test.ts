import { Logger } from '@aws-lambda-powertools/logger';
import type { Context, SQSEvent } from 'aws-lambda';
import { expect, it, vi } from 'vitest';
import { consume, Postponed } from '#aws';

const event = {
  Records: [
    {
      messageId: 'm1',
      receiptHandle: 'r1',
      body: '{}',
      attributes: { ApproximateReceiveCount: '2' },
      eventSource: 'aws:sqs',
    },
  ],
} as unknown as SQSEvent;

/** The log lines and the response when a consumer throws an error for a message. */
async function logged(error: Error): Promise<{ answer: unknown; lines: Record<string, unknown>[] }> {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line));
  const logger = new Logger({ serviceName: 'test' });
  const spies = (['info', 'warn'] as const).map((level) =>
    vi.spyOn((logger as unknown as { console: Console }).console, level).mockImplementation(write),
  );
  const answer = await consume(() => Promise.reject(error), logger)(event, {} as Context);
  for (const spy of spies) spy.mockRestore();
  return { answer, lines };
}

const again = { batchItemFailures: [{ itemIdentifier: 'm1' }] };

it('a message whose consumer fails is delivered again, and the error is logged', async () => {
  const { answer, lines } = await logged(new Error('the table is gone'));
  expect(answer).toEqual(again);
  expect(lines).toMatchObject([{ level: 'WARN', error: { message: 'the table is gone' } }]);
  expect(JSON.stringify(lines)).toContain('consume.test.ts');
});

it('a message that is too early is delivered again, and no error is logged', async () => {
  const { answer, lines } = await logged(new Postponed('Another worker is at it'));
  expect(answer).toEqual(again);
  expect(lines).toMatchObject([{ level: 'INFO', message_id: 'm1', reason: 'Another worker is at it' }]);
  expect(JSON.stringify(lines)).not.toContain('consume.test.ts');
});
