import { setTimeout as pause } from 'node:timers/promises';
import { change, DOWNLOAD_URL_SECONDS, type ItemKey, StaleRecord } from '#aws';
import { Problem } from '#contract';
import {
  type Claim,
  type OperationRecord,
  readClaim,
  readFile,
  readShare,
  recordNextEvent,
  type ShareRecord,
  vaultKeys,
} from '#vault';
import type { ShareDependencies } from './dependencies.ts';
import { requireDownloadsLeft } from './enter-share.ts';

/** How often others may count at the same time, and the longest pause after each time, in milliseconds. */
const TRIES = 20;
const PAUSE = 50;

/** A download that is counted: its claim, and the share as it was counted, now or before. */
export interface CountedDownload {
  readonly share: ShareRecord;
  readonly claim: Claim & Required<Pick<Claim, 'issued'>>;
}

/**
 * Counts a download: the share's number, the claim and the file's history change in one transaction, so that a claim counts once
 * and a share never more often than it may.
 *
 * @param claimHash - SHA-256 of the claim's secret
 * @returns undefined where so many count at once that it has to be asked again
 * @throws Problem `share_revoked`, `share_exhausted` or `share_not_found`
 */
export async function countDownload(
  dependencies: ShareDependencies,
  { file, id }: ShareRecord,
  claimHash: string,
  operation: OperationRecord,
  address: string,
): Promise<CountedDownload | undefined> {
  const { table } = dependencies;
  const key = vaultKeys.claim(id, claimHash);
  for (let tried = 1; tried <= TRIES; tried += 1) {
    const [share, claim] = await Promise.all([readShare(table, file, id), readClaim(table, key)]);
    if (share === undefined || claim === undefined) throw new Problem('share_not_found');
    const { issued } = claim;
    if (issued !== undefined) return { share, claim: { ...claim, issued } };
    if (share.revokedAt !== undefined) throw new Problem('share_revoked');
    requireDownloadsLeft(share);
    try {
      return await count(dependencies, share, { key, claim }, operation, address);
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
  { key, claim }: { readonly key: ItemKey; readonly claim: Claim },
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
    change<Claim>(table, key, { set: { issued } }, { issued: undefined }),
  ]);
  return { share: { ...share, ...set }, claim: { ...claim, issued } };
}
