import { Problem } from '#contract';
import {
  after,
  appendEvent,
  lookAgain,
  newId,
  type OperationRecord,
  operationsOf,
  putNew,
  type RouteHandlers,
  readProgress,
  vaultKeys,
} from '#platform';
import type { FilesDependencies } from './dependencies.ts';
import { ownFile } from './own-file.ts';
import { operationView } from './views.ts';

/** Seconds for which the trace of an operation is kept. */
const KEPT_FOR = 7 * 24 * 3600;

/** Has a file decrypted in the background. While that is under way, asking again answers with the same operation. */
export function decryptFileRoute(dependencies: FilesDependencies): RouteHandlers<'files'>['decryptFile'] {
  const { table, sendWork, now } = dependencies;
  return async ({ params, principal, client }) => {
    const owner = principal.user;
    const file = await ownFile(table, owner, params.id);
    if (file.status !== 'encrypted') throw new Problem('file_not_encrypted');
    const existing = await operationsOf(table, owner, file.id);
    const running = existing.find(({ status }) => status === 'queued' || status === 'decrypting');
    if (running !== undefined) {
      const progress = await readProgress(table, owner, [running.id]);
      return { body: { operation: operationView(running, now(), progress.get(running.id)) } };
    }

    const at = now();
    const operation: OperationRecord = {
      id: newId(at),
      owner,
      file: file.id,
      status: 'queued',
      createdAt: at.toISOString(),
      fence: 0,
      dueAt: after(at, lookAgain.queued),
      expires: Math.floor(at.getTime() / 1000) + KEPT_FOR,
    };
    await appendEvent(
      table,
      owner,
      file.id,
      { type: 'decryption-requested', at: at.toISOString(), actor: owner, address: client.address },
      [putNew(table, vaultKeys.operation(owner, operation.id), operation)],
    );
    await sendWork({ kind: 'decrypt', owner, file: file.id, operation: operation.id });
    return { body: { operation: operationView(operation, at) } };
  };
}
