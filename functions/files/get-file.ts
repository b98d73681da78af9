import { type RouteHandlers, readProgress } from '#platform';
import type { FilesDependencies } from './dependencies.ts';
import { ownFile } from './own-file.ts';
import { fileDetails } from './views.ts';

/** One file of the caller, with its fingerprint. */
export function getFileRoute({ table }: FilesDependencies): RouteHandlers<'files'>['getFile'] {
  return async ({ params, principal }) => {
    const record = await ownFile(table, principal.user, params.id);
    const progress =
      record.status === 'encrypting' ? await readProgress(table, principal.user, [record.id]) : new Map();
    return { body: fileDetails(record, progress.get(record.id)) };
  };
}
