import { Problem } from '#contract';
import type { RouteHandlers } from '#http';
import { ownFile, retryFile } from '#vault';
import type { FilesDependencies } from './dependencies.ts';
import { fileView } from './views.ts';

/** Queues a failed file for encryption again. */
export function retryFileRoute({
  table,
  sendWork,
  now,
}: FilesDependencies): RouteHandlers<'files'>['retryFile'] {
  return async ({ params, principal, client }) => {
    const record = await ownFile(table, principal.user, params.id);
    if (record.status !== 'failed') throw new Problem('file_not_failed');
    const queued = await retryFile(table, record, { at: now(), address: client.address });
    await sendWork({ kind: 'encrypt', owner: principal.user, file: record.id });
    return { body: fileView(queued) };
  };
}
