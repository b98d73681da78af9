import { type RouteHandlers, shredFile, sweep } from '#platform';
import type { FilesDependencies } from './dependencies.ts';
import { ownFile } from './own-file.ts';
import { untilSettled } from './until-settled.ts';

/**
 * Deletes a file in whatever state it is: record and key go at once, and then everything that was stored. What this call
 * does not get done, the janitor does; it sweeps once more anyway.
 */
export function deleteFileRoute(dependencies: FilesDependencies): RouteHandlers<'files'>['deleteFile'] {
  return async ({ params, principal, client }) => {
    const shreddedBy = { user: principal.user, address: client.address };
    const { record, work } = await untilSettled(async () => {
      const record = await ownFile(dependencies.table, principal.user, params.id);
      return { record, work: await shredFile(dependencies, record, shreddedBy) };
    });
    if (record.status === 'encrypted') {
      const { owner: user, id: file, name: fileName } = record;
      await dependencies.sendMail({ template: 'file-shredded', user, file, fileName });
    }
    await sweep(dependencies, work);
    return { body: undefined };
  };
}
