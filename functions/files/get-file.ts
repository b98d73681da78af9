import type { RouteHandlers } from '#http';
import { ownFile } from '#vault';
import type { FilesDependencies } from './dependencies.ts';
import { readFileDetails } from './read-file-details.ts';

/** Returns a file of the caller, with its fingerprint. */
export function getFileRoute({ table }: FilesDependencies): RouteHandlers<'files'>['getFile'] {
  return async ({ params, principal }) => ({
    body: await readFileDetails(table, await ownFile(table, principal.user, params.id)),
  });
}
