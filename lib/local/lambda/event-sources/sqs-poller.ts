import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { OnRecord } from '../../console/index.ts';
import { messageOf } from '../../kit/message-of.ts';
import { pause } from '../../kit/pause.ts';
import { type LambdaFunction, ThrottledError } from '../model/function-pool.ts';
import { messagesDone, type SqsBatch, sqsBatches } from './sqs-event.ts';

export interface SqsPollerOptions {
  /** Signs with the function's role, as Lambda's pollers do. */
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly target: Pick<LambdaFunction, 'definition' | 'invoke'>;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly maximumConcurrency: number;
  readonly partialResponses: boolean;
  /** How often to deliver a batch; more than once for a fault. */
  readonly deliveries: (queueName: string) => number;
  readonly onRecord: OnRecord;
}

export interface SqsPoller {
  /** Receives no more messages. Resolves when the received ones are done. */
  retire(): Promise<void>;
  /** Receives no more messages. */
  close(): Promise<void>;
}

/** SQS gives and takes ten messages at a time. */
const MOST_PER_CALL = 10;
const LONG_POLL_SECONDS = 20;
const PAUSE_AFTER_ERROR = 1000;

/**
 * Delivers messages from a queue to a function until it is closed. A message that the function does not confirm is delivered
 * again after its visibility timeout, or goes to the dead-letter queue.
 */
export function startSqsPoller(options: SqsPollerOptions): SqsPoller {
  const stop = new AbortController();
  const underWay = new Set<Promise<void>>();

  async function poll(): Promise<void> {
    while (!stop.signal.aborted) {
      if (underWay.size >= options.maximumConcurrency) {
        await Promise.race(underWay);
        continue;
      }
      try {
        const messages = await gatherBatch(options, stop.signal);
        if (messages.length === 0) continue;
        for (let times = options.deliveries(queueName(options)); times > 0; times -= 1) begin(messages);
      } catch (error) {
        if (stop.signal.aborted) return;
        options.onRecord({
          kind: 'warning',
          text: `${options.target.definition.name} cannot poll ${queueName(options)}: ${messageOf(error)}`,
        });
        await pause(PAUSE_AFTER_ERROR, stop.signal);
      }
    }
  }

  function begin(messages: readonly Message[]): void {
    const work = deliver(options, messages)
      .catch((error: unknown) => {
        if (!stop.signal.aborted)
          options.onRecord({ kind: 'warning', text: `${queueName(options)}: ${messageOf(error)}` });
      })
      .finally(() => underWay.delete(work));
    underWay.add(work);
  }

  const polling = poll();
  async function close(): Promise<void> {
    stop.abort();
    await polling;
  }

  return {
    async retire() {
      await close();
      await Promise.all(underWay);
    },
    close,
  };
}

/** Receives until the batch is full or the batching window after the first message has passed. */
async function gatherBatch(options: SqsPollerOptions, signal: AbortSignal): Promise<readonly Message[]> {
  const messages = await receive(
    options,
    Math.min(options.batchSize, MOST_PER_CALL),
    LONG_POLL_SECONDS,
    signal,
  );
  const end = performance.now() + options.windowSeconds * 1000;
  while (messages.length > 0 && messages.length < options.batchSize) {
    const seconds = Math.ceil((end - performance.now()) / 1000);
    if (seconds <= 0) break;
    const wanted = Math.min(options.batchSize - messages.length, MOST_PER_CALL);
    messages.push(...(await receive(options, wanted, Math.min(seconds, LONG_POLL_SECONDS), signal)));
  }
  return messages;
}

async function receive(
  options: SqsPollerOptions,
  most: number,
  seconds: number,
  signal: AbortSignal,
): Promise<Message[]> {
  const answer = await options.client.send(
    new ReceiveMessageCommand({
      QueueUrl: options.queueUrl,
      MaxNumberOfMessages: most,
      WaitTimeSeconds: seconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }),
    { abortSignal: signal },
  );
  return answer.Messages ?? [];
}

/** Invokes one after the other: together they count as one invocation for the maximum concurrency. */
async function deliver(options: SqsPollerOptions, messages: readonly Message[]): Promise<void> {
  for (const batch of sqsBatches(messages, options.queueArn)) {
    const begun = performance.now();
    const done = await process(options, batch);
    await remove(options, done);
    options.onRecord({
      kind: 'job',
      queueName: queueName(options),
      functionName: options.target.definition.name,
      messages: batch.messages.length,
      failed: batch.messages.length - done.length,
      milliseconds: performance.now() - begun,
    });
  }
}

async function process(
  options: SqsPollerOptions,
  { messages, payload }: SqsBatch,
): Promise<readonly Message[]> {
  try {
    const outcome = await options.target.invoke(payload, `queue ${queueName(options)}`);
    return messagesDone(messages, outcome, options.partialResponses);
  } catch (error) {
    if (error instanceof ThrottledError) return [];
    throw error;
  }
}

async function remove({ client, queueUrl }: SqsPollerOptions, messages: readonly Message[]): Promise<void> {
  for (let start = 0; start < messages.length; start += MOST_PER_CALL) {
    const entries = messages
      .slice(start, start + MOST_PER_CALL)
      .map((message, index) => ({ Id: String(index), ReceiptHandle: message.ReceiptHandle }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
  }
}

function queueName({ queueArn }: SqsPollerOptions): string {
  return queueArn.slice(queueArn.lastIndexOf(':') + 1);
}
