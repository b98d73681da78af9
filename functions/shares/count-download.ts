import { setTimeout as pause } from 'node:timers/promises';
import { change, DOWNLOAD_URL_SECONDS, type ItemKey, StaleRecord } from '#aws';
import { Problem } from '#contract';
import {
  type DownloadGrant,
  type OperationRecord,
  readDownloadGrant,
  readFile,
  readShare,
  recordNextEvent,
  type ShareRecord,
  vaultKeys,
} from '#vault';
import type { ShareDependencies } from './dependencies.ts';
import { requireDownloadsLeft } from './resolve-share.ts';

/** Attempts under contention, and the longest pause between them (ms). */
const TRIES = 20;
const PAUSE = 50;

/** A counted download: its grant, and the share with the new count. */
export interface CountedDownload {
  readonly share: ShareRecord;
  readonly grant: DownloadGrant & Required<Pick<DownloadGrant, 'issued'>>;
}

/**
 * Counts a download. Counter, download grant and history change in one transaction, so that a grant counts once and the
 * share's limit holds. Counting the same grant again changes nothing.
 *
 * @param grantHash - SHA-256 of the grant's secret
 * @param operation - the decryption whose copy is downloaded
 * @param address - IP address of the client
 * @returns undefined if too many requests count at once; the client must repeat the request
 * @throws Problem `share_revoked`, `share_exhausted` or `share_not_found`
 */
export async function countDownload(
  dependencies: ShareDependencies,
  { file, id }: ShareRecord,
  grantHash: string,
  operation: OperationRecord,
  address: string,
): Promise<CountedDownload | undefined> {
  const { table } = dependencies;
  const key = vaultKeys.claim(id, grantHash);
  for (let tried = 1; tried <= TRIES; tried += 1) {
    const [share, grant] = await Promise.all([readShare(table, file, id), readDownloadGrant(table, key)]);
    if (share === undefined || grant === undefined) throw new Problem('share_not_found');
    const { issued } = grant;
    if (issued !== undefined) return { share, grant: { ...grant, issued } };
    if (share.revokedAt !== undefined) throw new Problem('share_revoked');
    requireDownloadsLeft(share);
    try {
      return await count(dependencies, share, { key, grant }, operation, address);
    } catch (error) {
      if (!(error instanceof StaleRecord)) throw error;
      await pause(Math.random() * PAUSE);
    }
  }
  return undefined;
}

async function count(
  { table, now }: ShareDependencies,
  share: ShareRecord,
  { key, grant }: { readonly key: ItemKey; readonly grant: DownloadGrant },
  { expiresAt }: OperationRecord,
  address: string,
): Promise<CountedDownload> {
  const file = await readFile(table, share.owner, share.file);
  if (file === undefined || expiresAt === undefined) throw new Problem('share_not_found');
  const at = now();
  const ends = [expiresAt, share.expiresAt].map((end) => new Date(end).getTime());
  const until = Math.min(at.getTime() + DOWNLOAD_URL_SECONDS * 1000, ...ends);
  const issued = { number: share.downloads + 1, until: new Date(until).toISOString() };
  const event = { type: 'share-downloaded', at: at.toISOString(), actor: 'share', detail: share.id } as const;
  const firstDownloadAt = share.firstDownloadAt ?? at.toISOString();
  const set = { downloads: issued.number, firstDownloadAt };
  const expected = { downloads: share.downloads, revokedAt: undefined };
  await recordNextEvent(table, file, {}, { ...event, address }, [
    change<ShareRecord>(table, vaultKeys.share(share.file, share.id), { set }, expected),
    change<DownloadGrant>(table, key, { set: { issued } }, { issued: undefined }),
  ]);
  return { share: { ...share, ...set }, grant: { ...grant, issued } };
}
