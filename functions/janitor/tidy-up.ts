import { DeleteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { StaleRecord } from '#aws';
import {
  deleteShare,
  fileRecordSchema,
  operationRecordSchema,
  shareRecordSchema,
  sweep,
  sweepWorkSchema,
} from '#vault';
import type { JanitorDependencies } from './dependencies.ts';
import { type DueKey, findDue } from './find-due.ts';
import { lookAfterFile } from './look-after-file.ts';
import { lookAfterOperation } from './look-after-operation.ts';

/**
 * Processes everything that is due. A failure does not stop the others. The failed item stays due.
 *
 * @throws AggregateError with all failures, so that the invocation fails and the alarm is raised
 */
export async function tidyUp(dependencies: JanitorDependencies): Promise<void> {
  const failures: unknown[] = [];
  let done = 0;
  for await (const key of findDue(dependencies.table, dependencies.now())) {
    try {
      await lookAfter(dependencies, key);
      done += 1;
    } catch (error) {
      // Another worker changed the item at the same time. If work is left, the item becomes due again.
      if (!(error instanceof StaleRecord)) failures.push(error);
    }
  }
  if (done > 0) dependencies.logger.info('Tidied up', { done });
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} due items could not be processed`);
}

/** Reads the item itself, because the index is only eventually consistent. */
async function lookAfter(dependencies: JanitorDependencies, { pk, sk }: DueKey): Promise<void> {
  const { table, now } = dependencies;
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: { pk, sk }, ConsistentRead: true }),
  );
  if (Item === undefined || typeof Item['dueAt'] !== 'string' || Item['dueAt'] > now().toISOString()) return;
  if (sk.startsWith('FILE#')) return lookAfterFile(dependencies, fileRecordSchema.parse(Item));
  if (sk.startsWith('OPERATION#')) return lookAfterOperation(dependencies, operationRecordSchema.parse(Item));
  if (sk.startsWith('SHARE#')) return deleteShare(table, shareRecordSchema.parse(Item));
  if (sk.startsWith('SHREDDED#')) {
    await sweep(dependencies, sweepWorkSchema.parse(Item));
    await table.client.send(new DeleteCommand({ TableName: table.name, Key: { pk, sk } }));
  }
}
