import type { Item } from 'dynalite/db/index.js';
import { z } from 'zod';
import { DynamoError } from '../errors.ts';
import type { Session } from '../model/engine.ts';

/** Attributes by name. */
export const attributes = z.record(z.string(), z.record(z.string(), z.unknown()));

/** The members of a single write that this service reads. dynalite reads the others. */
export const singleWrite = z.looseObject({
  TableName: z.string(),
  Key: attributes.optional(),
  Item: attributes.optional(),
  ExpressionAttributeValues: attributes.optional(),
  ReturnValuesOnConditionCheckFailure: z.enum(['NONE', 'ALL_OLD']).default('NONE'),
});

export type SingleWrite = z.output<typeof singleWrite>;

/** The key of the item that a write is about. */
export async function keyOf(session: Session, write: SingleWrite): Promise<Item> {
  if (write.Key !== undefined) return write.Key;
  const { KeySchema } = await session.table(write.TableName);
  const item = write.Item ?? {};
  return Object.fromEntries(KeySchema.map(({ AttributeName }) => [AttributeName, item[AttributeName] ?? {}]));
}

/**
 * Runs a write. If its condition fails, the error contains the current item if the caller asked for it.
 *
 * @throws DynamoError
 */
export async function writeItem(
  session: Session,
  write: SingleWrite,
  run: () => Promise<unknown>,
): Promise<unknown> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof DynamoError) || error.code !== 'ConditionalCheckFailedException') throw error;
    if (write.ReturnValuesOnConditionCheckFailure === 'NONE') throw error;
    const item = await session.find(write.TableName, await keyOf(session, write));
    throw new DynamoError(error.code, error.message, item && { Item: item });
  }
}
