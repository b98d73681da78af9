import { signGet } from '#aws';
import { type Operation, Problem } from '#contract';
import { cursorAfter, listPage, type RouteHandlers } from '#http';
import { objectKeys, operationRecordSchema, readFile, readOperation, readProgress, vaultKeys } from '#vault';
import type { FilesDependencies } from './dependencies.ts';
import { operationView } from './views.ts';

/** Lists the caller's operations, newest first. */
export function listOperationsRoute({
  table,
  now,
}: FilesDependencies): RouteHandlers<'files'>['listOperations'] {
  return async ({ query, principal }) => {
    const owner = principal.user;
    const keyOf = (id: string) => vaultKeys.operation(owner, id);
    const page = await listPage(table, { keyOf, schema: operationRecordSchema }, query);
    const moving = page.items.filter(({ status }) => status === 'decrypting').map(({ id }) => id);
    const progress = await readProgress(table, owner, moving);
    const items = page.items.map((record) => operationView(record, now(), progress.get(record.id)));
    return { body: { items, ...cursorAfter(page) } };
  };
}

/** Returns an operation of the caller. When it is ready, the answer contains a download URL. */
export function getOperationRoute(dependencies: FilesDependencies): RouteHandlers<'files'>['getOperation'] {
  const { table, now } = dependencies;
  return async ({ params, principal }) => {
    const record = await readOperation(table, principal.user, params.id);
    if (record === undefined) throw new Problem('operation_not_found');
    const progress =
      record.status === 'decrypting' ? await readProgress(table, record.owner, [record.id]) : new Map();
    const operation = operationView(record, now(), progress.get(record.id));
    return { body: { ...operation, ...(await downloadOf(dependencies, operation, principal.user)) } };
  };
}

/** Checks file and expiry again before it signs each URL. */
async function downloadOf(
  { table, s3, buckets, now }: FilesDependencies,
  operation: Operation,
  owner: string,
): Promise<Pick<Operation, 'download'>> {
  if (operation.status !== 'ready' || operation.expiresAt === undefined) return {};
  const file = await readFile(table, owner, operation.fileId);
  if (file === undefined) throw new Problem('operation_not_found');
  const signed = await signGet(s3, {
    bucket: buckets.outbox,
    key: objectKeys.outbox(owner, operation.id),
    name: file.name,
    contentType: file.contentType,
    until: new Date(operation.expiresAt),
    now: now(),
  });
  return { download: { url: signed.url, expiresAt: signed.expiresAt.toISOString() } };
}
