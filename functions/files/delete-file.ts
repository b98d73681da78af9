import { Problem } from '#contract';
import { type RouteHandlers, StaleRecord, shred, sweep } from '#platform';
import type { FilesDependencies } from './dependencies.ts';
import { ownFile } from './own-file.ts';

/**
 * Deletes a file in whatever state it is: record and key go at once, and then everything that was stored. What this call
 * does not get done, the janitor does; it sweeps once more anyway.
 */
export function deleteFileRoute(dependencies: FilesDependencies): RouteHandlers<'files'>['deleteFile'] {
  const { table, now } = dependencies;
  return async ({ params, principal }) => {
    const record = await ownFile(table, principal.user, params.id);
    try {
      await sweep(dependencies, await shred(dependencies, record, now()));
    } catch (cause) {
      if (cause instanceof StaleRecord) throw new Problem('file_not_found', { cause });
      throw cause;
    }
    return { body: undefined };
  };
}
