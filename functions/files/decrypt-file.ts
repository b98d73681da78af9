import { type Operation, Problem } from '#contract';
import {
  after,
  lookAgain,
  type OperationRecord,
  operationsOf,
  putNew,
  type RouteHandlers,
  readOperation,
  readProgress,
  recordNextEvent,
  vaultKeys,
} from '#platform';
import type { FilesDependencies } from './dependencies.ts';
import { ownFile } from './own-file.ts';
import { untilSettled } from './until-settled.ts';
import { operationView } from './views.ts';

/** Seconds for which the trace of an operation is kept. */
const KEPT_FOR = 7 * 24 * 3600;

/** Has a file decrypted in the background. While that is under way, asking again answers with the same operation. */
export function decryptFileRoute(dependencies: FilesDependencies): RouteHandlers<'files'>['decryptFile'] {
  return {
    create: async ({ params, principal, client }, id) => {
      const begin = () => findOrBegin(dependencies, principal.user, params.id, client.address, id);
      const operation = await untilSettled(begin);
      return { id: operation.id, body: { operation } };
    },
    find: async ({ params, principal }, id) => {
      const record = await readOperation(dependencies.table, principal.user, id);
      if (record === undefined || record.file !== params.id) return undefined;
      return { body: { operation: await viewOf(dependencies, record) } };
    },
  };
}

/** @throws StaleRecord where something happened to the file meanwhile: two who ask at once must not both begin */
async function findOrBegin(
  dependencies: FilesDependencies,
  owner: string,
  id: string,
  address: string,
  newOperation: string,
): Promise<Operation> {
  const { table, sendWork, now } = dependencies;
  const file = await ownFile(table, owner, id);
  if (file.status !== 'encrypted') throw new Problem('file_not_encrypted');
  const existing = await operationsOf(table, owner, file.id);
  const running = existing.find(({ status }) => status === 'queued' || status === 'decrypting');
  if (running !== undefined) return viewOf(dependencies, running);
  const at = now();
  const operation: OperationRecord = {
    id: newOperation,
    owner,
    file: file.id,
    status: 'queued',
    createdAt: at.toISOString(),
    fence: 0,
    attempts: 0,
    dueAt: after(at, lookAgain.queued),
    expires: Math.floor(at.getTime() / 1000) + KEPT_FOR,
  };
  await recordNextEvent(
    table,
    file,
    {},
    { type: 'decryption-requested', at: at.toISOString(), actor: owner, address },
    [putNew(table, vaultKeys.operation(owner, operation.id), operation)],
  );
  await sendWork({ kind: 'decrypt', owner, file: file.id, operation: operation.id });
  return operationView(operation, at);
}

async function viewOf({ table, now }: FilesDependencies, record: OperationRecord): Promise<Operation> {
  const progress = await readProgress(table, record.owner, [record.id]);
  return operationView(record, now(), progress.get(record.id));
}
