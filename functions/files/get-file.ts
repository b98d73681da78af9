import type { RouteHandlers } from '#http';
import { ownFile } from '#vault';
import type { FilesDependencies } from './dependencies.ts';
import { viewOfOne } from './view-of-one.ts';

/** One file of the caller, with its fingerprint. */
export function getFileRoute({ table }: FilesDependencies): RouteHandlers<'files'>['getFile'] {
  return async ({ params, principal }) => ({
    body: await viewOfOne(table, await ownFile(table, principal.user, params.id)),
  });
}
