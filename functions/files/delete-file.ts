import { type RouteHandlers, shred, sweep } from '#platform';
import type { FilesDependencies } from './dependencies.ts';
import { describeShredding } from './describe-shredding.ts';
import { ownFile } from './own-file.ts';
import { untilSettled } from './until-settled.ts';

/**
 * Deletes a file in whatever state it is: record and key go at once, and then everything that was stored. What this call
 * does not get done, the janitor does; it sweeps once more anyway.
 */
export function deleteFileRoute(dependencies: FilesDependencies): RouteHandlers<'files'>['deleteFile'] {
  const { table, now } = dependencies;
  return async ({ params, principal, client }) => {
    const shreddedBy = { user: principal.user, address: client.address };
    const work = await untilSettled(async () => {
      const record = await ownFile(table, principal.user, params.id);
      const encrypted = await describeShredding(dependencies, record, shreddedBy);
      return shred(dependencies, record, now(), encrypted);
    });
    await sweep(dependencies, work);
    return { body: undefined };
  };
}
