import { createHash } from 'node:crypto';
import { z } from 'zod';
import { DynamoError, validationError } from '../errors.ts';
import type { Engine, Session } from '../model/engine.ts';
import { refuseOversized } from '../model/item-limits.ts';
import { keyOf, type SingleWrite, singleWrite, writeItem } from './write-item.ts';

const action = singleWrite.optional();
export const transactWriteInput = z.strictObject({
  TransactItems: z
    .array(z.strictObject({ Put: action, Update: action, Delete: action, ConditionCheck: action }))
    .min(1, 'Member must have length greater than or equal to 1')
    .max(100, 'Member must have length less than or equal to 100'),
  ClientRequestToken: z.string().min(1).max(36).optional(),
  ReturnConsumedCapacity: z.literal('NONE').optional(),
  ReturnItemCollectionMetrics: z.literal('NONE').optional(),
});

type Kind = 'Put' | 'Update' | 'Delete' | 'ConditionCheck';

/** One action of a transaction, by its kind. */
export interface TransactAction {
  readonly kind: Kind;
  readonly write: SingleWrite;
}

/** dynalite's operation for each kind. A condition check is a deletion whose effects are discarded. */
const operationOf = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'DeleteItem',
} as const;

/** @throws DynamoError if an element is not exactly one action, an input breaks a rule, or the transaction is too large */
export function actionsOf(
  engine: Engine,
  input: z.output<typeof transactWriteInput>,
): readonly TransactAction[] {
  const actions = input.TransactItems.map((item) => {
    const kinds = (['Put', 'Update', 'Delete', 'ConditionCheck'] as const).filter(
      (kind) => item[kind] !== undefined,
    );
    const [kind] = kinds;
    const write = kind && item[kind];
    if (kinds.length !== 1 || kind === undefined || write === undefined) {
      throw validationError('TransactItems can only contain one of Check, Put, Update or Delete');
    }
    if (kind === 'ConditionCheck' && write['ConditionExpression'] === undefined) {
      throw validationError('The ConditionExpression must be present in a ConditionCheck');
    }
    engine.validate(operationOf[kind], write);
    return { kind, write };
  });
  refuseOversized(
    actions.map(({ write }) => write.Item ?? { ...write.Key, ...write.ExpressionAttributeValues }),
  );
  return actions;
}

/**
 * Runs all of the actions or none of them.
 *
 * @throws DynamoError `TransactionCanceledException` with one reason for each action, in their order
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export function transactWrite(engine: Engine, actions: readonly TransactAction[]): Promise<void> {
  return engine.transact(async (session) => {
    await refuseDuplicates(engine, session, actions);
    const reasons: object[] = [];
    for (const one of actions) reasons.push(await attempt(session, one));
    const codes = reasons.map((reason) => ('Code' in reason ? reason.Code : undefined));
    if (codes.every((code) => code === 'None')) return;
    throw new DynamoError(
      'TransactionCanceledException',
      `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`,
      { CancellationReasons: reasons },
    );
  });
}

async function refuseDuplicates(
  engine: Engine,
  session: Session,
  actions: readonly TransactAction[],
): Promise<void> {
  const seen = new Set<string>();
  for (const { write } of actions) {
    const identity = engine.identity(await keyOf(session, write), await session.table(write.TableName));
    if (seen.has(identity))
      throw validationError('Transaction request cannot include multiple operations on one item');
    seen.add(identity);
  }
}

/** Codes of single operations, as transactions name them. */
const reasonCodes: Readonly<Record<string, string>> = {
  ConditionalCheckFailedException: 'ConditionalCheckFailed',
  ValidationException: 'ValidationError',
};

async function attempt(session: Session, { kind, write }: TransactAction): Promise<object> {
  const carry = kind === 'ConditionCheck' ? session.probe : session.run;
  try {
    await writeItem(session, write, async () => carry(operationOf[kind], write));
    return { Code: 'None' };
  } catch (error) {
    const code = error instanceof DynamoError ? reasonCodes[error.code] : undefined;
    if (!(error instanceof DynamoError) || code === undefined) throw error;
    return { Code: code, Message: error.message, ...error.details };
  }
}

/** Runs a transaction with a client's token once, even if it is sent several times within ten minutes. */
export function createTokens(
  now: () => number,
): (token: string | undefined, request: unknown, run: () => Promise<void>) => Promise<void> {
  const seen = new Map<
    string,
    { readonly digest: string; readonly at: number; readonly done: Promise<void> }
  >();
  return async (token, request, run) => {
    if (token === undefined) return run();
    for (const [old, { at }] of seen) if (at < now() - 10 * 60 * 1000) seen.delete(old);
    const digest = createHash('sha256').update(JSON.stringify(request)).digest('hex');
    const known = seen.get(token);
    if (known !== undefined && known.digest !== digest) {
      throw new DynamoError(
        'IdempotentParameterMismatchException',
        'The request uses the same client token as a previous, but non-identical request.',
      );
    }
    if (known !== undefined) return known.done;
    const done = run();
    seen.set(token, { digest, at: now(), done });
    // A failed transaction can be retried with the same token.
    await done.catch((error: unknown) => {
      seen.delete(token);
      throw error;
    });
  };
}
