import { retryOnConflict } from '#aws';
import { canonicalType, extensionFits, Problem } from '#contract';
import type { RouteHandlers } from '#http';
import { type FileRecord, ownFile, recordEvent } from '#vault';
import type { FilesDependencies } from './dependencies.ts';
import { readFileDetails } from './read-file-details.ts';

/** Renames a file in any status. The history records the event, but never a name. */
export function renameFileRoute(dependencies: FilesDependencies): RouteHandlers<'files'>['renameFile'] {
  const { table, now } = dependencies;
  return async ({ params, body: { name }, principal, client }) => {
    const rename = async (): Promise<FileRecord> => {
      const record = await ownFile(table, principal.user, params.id);
      const type = canonicalType(record.contentType);
      if (type === undefined || !extensionFits(name, type)) throw new Problem('extension_mismatch');
      if (record.name === name) return record;
      const event = { type: 'renamed', at: now().toISOString(), actor: record.owner } as const;
      return recordEvent(table, record, { set: { name } }, { ...event, address: client.address });
    };
    return { body: await readFileDetails(table, await retryOnConflict(rename)) };
  };
}
