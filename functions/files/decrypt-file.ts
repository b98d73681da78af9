import { retryOnConflict } from '#aws';
import { type Operation, Problem } from '#contract';
import type { RouteHandlers } from '#http';
import {
  beginOperation,
  type OperationRecord,
  operationsOf,
  ownFile,
  readOperation,
  readProgress,
} from '#vault';
import type { FilesDependencies } from './dependencies.ts';
import { operationView } from './views.ts';

/** Starts the decryption of a file in the background. Requests made while it runs return the same operation. */
export function decryptFileRoute(dependencies: FilesDependencies): RouteHandlers<'files'>['decryptFile'] {
  return {
    create: async ({ params, principal, client }, id) => {
      const begin = () => findOrBegin(dependencies, principal.user, params.id, client.address, id);
      const operation = await retryOnConflict(begin);
      return { id: operation.id, body: { operation } };
    },
    find: async ({ params, principal }, id) => {
      const record = await readOperation(dependencies.table, principal.user, id);
      if (record === undefined || record.file !== params.id) return undefined;
      return { body: { operation: await viewOf(dependencies, record) } };
    },
  };
}

/** @throws StaleRecord if the file changed since it was read, so that concurrent requests start one operation */
async function findOrBegin(
  dependencies: FilesDependencies,
  owner: string,
  id: string,
  address: string,
  newOperation: string,
): Promise<Operation> {
  const { table, now } = dependencies;
  const file = await ownFile(table, owner, id);
  if (file.status !== 'encrypted') throw new Problem('file_not_encrypted');
  const existing = await operationsOf(table, owner, file.id);
  const running = existing.find(
    ({ kind, status }) => kind === 'decrypt' && (status === 'queued' || status === 'decrypting'),
  );
  if (running !== undefined) return viewOf(dependencies, running);
  const event = { actor: owner, address };
  return operationView(
    await beginOperation(dependencies, file, { id: newOperation, kind: 'decrypt', event }),
    now(),
  );
}

async function viewOf({ table, now }: FilesDependencies, record: OperationRecord): Promise<Operation> {
  const progress = await readProgress(table, record.owner, [record.id]);
  return operationView(record, now(), progress.get(record.id));
}
