import { z } from 'zod';
import type { ServiceCall } from '../kit/service.ts';

const transaction = z.object({ TransactItems: z.array(z.unknown()) });
const batch = z.object({ RequestItems: z.unknown() });

/**
 * Answers a transaction as DynamoDB does when another transaction holds its first item. Nothing is written.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
 */
export function conflict(call: Pick<ServiceCall, 'response' | 'body'>): void {
  const { TransactItems } = transaction.parse(inputOf(call));
  const CancellationReasons = TransactItems.map((_, index) =>
    index === 0
      ? { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' }
      : { Code: 'None' },
  );
  const codes = CancellationReasons.map(({ Code }) => Code).join(', ');
  answer(call, 400, {
    __type: 'TransactionCanceledException',
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    CancellationReasons,
  });
}

/**
 * Answers a batch as DynamoDB does when it has processed nothing: the caller must send all of it again.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html#Programming.Errors.BatchOperations
 */
export function leaveUnprocessed(
  call: Pick<ServiceCall, 'response' | 'body'>,
  batchOf: 'reads' | 'writes',
): void {
  const { RequestItems } = batch.parse(inputOf(call));
  answer(
    call,
    200,
    batchOf === 'reads'
      ? { Responses: {}, UnprocessedKeys: RequestItems }
      : { UnprocessedItems: RequestItems },
  );
}

function inputOf({ body }: Pick<ServiceCall, 'body'>): unknown {
  return JSON.parse(String(body));
}

function answer({ response }: Pick<ServiceCall, 'response'>, status: number, output: object): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/x-amz-json-1.0');
  response.end(JSON.stringify(output));
}
