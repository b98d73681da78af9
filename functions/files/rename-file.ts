import { untilSettled } from '#aws';
import { canonicalType, extensionFits, Problem } from '#contract';
import type { RouteHandlers } from '#http';
import { type FileRecord, ownFile, recordEvent } from '#vault';
import type { FilesDependencies } from './dependencies.ts';
import { viewOfOne } from './view-of-one.ts';

/** Gives a file another name, in whatever state it is. That this was done stands in its history; no name does. */
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
    return { body: await viewOfOne(table, await untilSettled(rename)) };
  };
}
