import { Problem } from '#contract';
import { type RouteHandlers, StaleRecord, type SweepWork, shred, sweep } from '#platform';
import type { FilesDependencies } from './dependencies.ts';
import { describeShredding } from './describe-shredding.ts';
import { ownFile } from './own-file.ts';

/** How often a deletion looks again at a file to which other things are happening. */
const ATTEMPTS = 5;

/**
 * Deletes a file in whatever state it is: record and key go at once, and then everything that was stored. What this call
 * does not get done, the janitor does; it sweeps once more anyway.
 */
export function deleteFileRoute(dependencies: FilesDependencies): RouteHandlers<'files'>['deleteFile'] {
  return async ({ params, principal, client }) => {
    const shreddedBy = { user: principal.user, address: client.address };
    await sweep(dependencies, await shredAsItIs(dependencies, params.id, shreddedBy));
    return { body: undefined };
  };
}

async function shredAsItIs(
  dependencies: FilesDependencies,
  file: string,
  shreddedBy: { user: string; address: string },
): Promise<SweepWork> {
  for (let attempt = 1; ; attempt += 1) {
    const record = await ownFile(dependencies.table, shreddedBy.user, file);
    const encrypted = await describeShredding(dependencies, record, shreddedBy);
    try {
      return await shred(dependencies, record, dependencies.now(), encrypted);
    } catch (cause) {
      if (!(cause instanceof StaleRecord)) throw cause;
      if (attempt === ATTEMPTS) throw new Problem('conflict', { cause });
    }
  }
}
