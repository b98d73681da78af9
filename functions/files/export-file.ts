import { after, DOWNLOAD_URL_SECONDS, signGet } from '#aws';
import { Problem } from '#contract';
import type { RouteHandlers } from '#http';
import { appendEvent, KEY_NAMESPACE, ownFile, readKeyRow } from '#vault';
import type { FilesDependencies } from './dependencies.ts';

/** Returns everything needed to decrypt a file without the vault. The history records the export before the answer is sent. */
export function exportFileRoute(dependencies: FilesDependencies): RouteHandlers<'files'>['exportFile'] {
  const { table, keysTable, s3, buckets, now } = dependencies;
  return async ({ params, principal, client }) => {
    const { id, status, stored, owner } = await ownFile(table, principal.user, params.id);
    if (status !== 'encrypted' || stored === undefined) throw new Problem('file_not_encrypted');
    const at = now();
    const event = { type: 'exported', at: at.toISOString(), actor: owner, address: client.address } as const;
    await appendEvent(table, owner, id, event, []);
    const keyRow = await readKeyRow(table.client, keysTable, id);
    if (keyRow === undefined) throw new Problem('file_not_found');
    const signed = await signGet(s3, {
      bucket: buckets.vault,
      key: stored.key,
      versionId: stored.versionId,
      name: `${id}.encrypted`,
      contentType: 'application/octet-stream',
      until: new Date(after(at, DOWNLOAD_URL_SECONDS * 1000)),
      now: at,
    });
    return {
      body: {
        ciphertext: { url: signed.url, expiresAt: signed.expiresAt.toISOString() },
        wrappedKey: Buffer.from(keyRow.wrappedKey).toString('base64'),
        keyArn: keyRow.keyArn,
        encryptionContext: keyRow.encryptionContext,
        keyNamespace: KEY_NAMESPACE,
        keyName: id,
      },
    };
  };
}
