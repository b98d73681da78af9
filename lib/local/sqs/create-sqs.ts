import { answerJson, type JsonProtocol } from '../front-door/index.ts';
import { AwsError, type Service, type ServiceCall } from '../kit/service.ts';
import type { Queues } from './model/queues.ts';
import { moveTaskOperations } from './operations/move-tasks.ts';
import { type QueueSurroundings, queueOperations } from './operations/queue-operations.ts';
import { receiveOperations } from './operations/receive-operations.ts';
import { sendOperations } from './operations/send-operations.ts';

/** Error codes of the query protocol, which clients still see as `Code`. */
const queryCodes: Readonly<Record<string, string>> = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  BatchRequestTooLong: 'AWS.SimpleQueueService.BatchRequestTooLong',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  InvalidBatchEntryId: 'AWS.SimpleQueueService.InvalidBatchEntryId',
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
  PurgeQueueInProgress: 'AWS.SimpleQueueService.PurgeQueueInProgress',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
  UnsupportedOperation: 'AWS.SimpleQueueService.UnsupportedOperation',
};

/** Options of the service. */
export interface SqsOptions extends QueueSurroundings {
  readonly queues: Queues;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly report: (error: unknown) => void;
}

/** Amazon SQS, standard queues, AWS JSON 1.0. Closing it closes the queues. */
export function createSqsService(options: SqsOptions): Service {
  const { queues, now, report } = options;
  const stopping = new AbortController();
  const protocol: JsonProtocol = {
    target: 'AmazonSQS',
    version: '1.0',
    operations: {
      ...sendOperations(queues),
      ...receiveOperations(queues),
      ...queueOperations(queues, options),
      ...moveTaskOperations(queues, now, stopping.signal),
    },
    decorateError(error, call) {
      const fault = error.status < 500 ? 'Sender' : 'Receiver';
      call.response.setHeader('x-amzn-query-error', `${queryCodes[error.code] ?? error.code};${fault}`);
      return {};
    },
  };
  return {
    name: 'sqs',
    async handle(call) {
      refuseQueryProtocol(call);
      await answerJson(protocol, call, report);
    },
    async close() {
      stopping.abort();
      queues.close();
    },
  };
}

/** @throws AwsError `UnsupportedOperation` for the form-encoded protocol, which older clients use */
function refuseQueryProtocol({ request, url, body }: ServiceCall): void {
  if (request.headers['x-amz-target'] !== undefined) return;
  const action = url.searchParams.get('Action') ?? new URLSearchParams(body?.toString()).get('Action');
  throw new AwsError(
    'UnsupportedOperation',
    400,
    `The local cloud speaks AWS JSON 1.0 with clients of SQS, not the query protocol${action === null ? '' : ` (Action=${action})`}.`,
  );
}
