import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { newId, readItem, sha256, type TableHandle } from '#aws';
import { idSchema, Problem } from '#contract';

/** Seconds for which a key stands for what it created. */
const KEPT_FOR = 24 * 3600;

/** The id that an `Idempotency-Key` stands for, as stored: `pk` `OWNER#user`, `sk` `REQUEST#route#sha256`. No answer is kept. */
const recordSchema = z.object({
  id: idSchema,
  /** Of what was asked for, keyed with the key itself: a body may hold a password, which no plain digest should tell. */
  digest: z.string(),
  /** Whether it was created; an id that is only reserved may still be used by whoever comes. */
  created: z.boolean(),
  endsAt: z.string(),
});

/** One request that creates something, and may come again. */
export interface Repeatable {
  readonly user: string;
  readonly route: string;
  /** The header, as the client made it up. */
  readonly key: string;
  /** Everything that was asked for. */
  readonly asked: unknown;
}

export interface Reservation {
  readonly id: string;
  /** Whether the key was seen before. */
  readonly isRepeated: boolean;
  readonly created: boolean;
}

export interface Reservations {
  readonly table: TableHandle;
  readonly now: () => Date;
}

/**
 * Finds or makes the id of what a request creates: the same for the same key, however many come at once.
 *
 * @throws Problem `idempotency_key_reused` where the key stands for something else that was asked for
 */
export async function reserveId({ table, now }: Reservations, request: Repeatable): Promise<Reservation> {
  const at = now();
  const id = newId(at);
  const record = { id, digest: digestOf(request), created: false, ...endOf(at) };
  const put = new PutCommand({
    TableName: table.name,
    Item: { ...keyOf(request), ...record },
    ConditionExpression: 'attribute_not_exists(pk) OR endsAt <= :now',
    ExpressionAttributeValues: { ':now': at.toISOString() },
  });
  try {
    await table.client.send(put);
    return { id, isRepeated: false, created: false };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
  const known = await readItem(table, keyOf(request), recordSchema);
  if (known === undefined) throw new Problem('conflict');
  if (known.digest !== record.digest) throw new Problem('idempotency_key_reused');
  return { id: known.id, isRepeated: true, created: known.created };
}

/** Notes what a request created, or found that was there already. */
export async function settleId({ table, now }: Reservations, request: Repeatable, id: string): Promise<void> {
  const record = { id, digest: digestOf(request), created: true, ...endOf(now()) };
  await table.client.send(new PutCommand({ TableName: table.name, Item: { ...keyOf(request), ...record } }));
}

/** Where all ids of a user are. */
export function reservationsOf(user: string): string {
  return `OWNER#${user}`;
}

function keyOf({ user, route, key }: Repeatable): { pk: string; sk: string } {
  return { pk: reservationsOf(user), sk: `REQUEST#${route}#${sha256(key)}` };
}

function digestOf({ key, asked }: Repeatable): string {
  return sha256(`${key}\n${JSON.stringify(asked)}`);
}

/** `expires` is DynamoDB's time to live, which tidies up days later. */
function endOf(at: Date): { endsAt: string; expires: number } {
  const ends = at.getTime() + KEPT_FOR * 1000;
  return { endsAt: new Date(ends).toISOString(), expires: Math.ceil(ends / 1000) };
}
