import { newSecret, sha256, signGet } from '#aws';
import { Problem, type ShareDownload } from '#contract';
import type { RouteHandlers } from '#http';
import {
  type DownloadGrant,
  objectKeys,
  putDownloadGrant,
  readDownloadGrant,
  readOperation,
  readProgress,
  recordOwnerTold,
  updateDownloadGrant,
  vaultKeys,
} from '#vault';
import { type CountedDownload, countDownload } from './count-download.ts';
import type { ShareDependencies } from './dependencies.ts';
import { type ResolvedShare, requireDownloadsLeft, resolveShare } from './resolve-share.ts';
import { getOrStartSharedCopy, lastsLongEnough } from './shared-copy.ts';

/** Hours that a download grant waits for its decrypted copy. */
const GRANT_HOURS = 24;

/** Milliseconds after which the request that counted the first download has ended. */
const FIRST_REQUEST_ENDED_MS = 60_000;

/** A request to download a share. */
interface Download extends ResolvedShare {
  /** The secret of the grant. The vault stores only its hash. */
  readonly secret: string;
  readonly grant: DownloadGrant;
  /** IP address of the client. */
  readonly address: string;
}

/**
 * Downloads a file through a share link. The first request creates a download grant. The client repeats the request with it
 * until the answer contains a URL. The download counts at that point; further requests return the URL again, until it
 * expires, and do not count.
 */
export function downloadShareRoute(
  dependencies: ShareDependencies,
): RouteHandlers<'shares'>['downloadShare'] {
  return async ({ body, client: { address } }) => {
    const resolved = await resolveShare(dependencies, body.token);
    if (body.claim !== undefined) {
      const grant = await requireDownloadGrant(dependencies, resolved, body.claim);
      return { body: await downloadState(dependencies, { ...resolved, secret: body.claim, grant, address }) };
    }
    requireDownloadsLeft(resolved.share);
    await dependencies.limiter('download', address);
    await requirePassword(dependencies, resolved, body.password, address);
    const secret = newSecret();
    const grant = await createDownloadGrant(dependencies, resolved, secret, address);
    return { body: await downloadState(dependencies, { ...resolved, secret, grant, address }) };
  };
}

/** @throws Problem `share_password_required`, `share_password_wrong` or `rate_limited` */
async function requirePassword(
  { limiter, passwords }: ShareDependencies,
  { share: { id, passwordHash } }: ResolvedShare,
  password: string | undefined,
  address: string,
): Promise<void> {
  if (passwordHash === undefined) return;
  if (password === undefined) throw new Problem('share_password_required');
  const attempt = await limiter('share', address, id);
  if (!(await passwords.verify(password, passwordHash))) throw new Problem('share_password_wrong');
  await attempt.succeeded();
}

async function createDownloadGrant(
  dependencies: ShareDependencies,
  { share }: ResolvedShare,
  secret: string,
  address: string,
): Promise<DownloadGrant> {
  const { table, now } = dependencies;
  const operation = await getOrStartSharedCopy(dependencies, share, address);
  const endsAt = now().getTime() + GRANT_HOURS * 3600_000;
  const grant: DownloadGrant = {
    createdAt: now().toISOString(),
    endsAt: new Date(endsAt).toISOString(),
    operation: operation.id,
    expires: Math.ceil(endsAt / 1000),
  };
  await putDownloadGrant(table, vaultKeys.claim(share.id, sha256(secret)), grant);
  return grant;
}

/** @throws Problem `claim_not_found` if the grant is unknown or has expired */
async function requireDownloadGrant(
  { table, now }: ShareDependencies,
  { share }: ResolvedShare,
  secret: string,
): Promise<DownloadGrant> {
  const grant = await readDownloadGrant(table, vaultKeys.claim(share.id, sha256(secret)));
  if (grant === undefined || new Date(grant.issued?.until ?? grant.endsAt) <= now())
    throw new Problem('claim_not_found');
  return grant;
}

/** Returns the state of a download, with a URL when the copy is ready. */
async function downloadState(dependencies: ShareDependencies, download: Download): Promise<ShareDownload> {
  const { table, now } = dependencies;
  const { share, secret, grant, address } = download;
  if (grant.issued === undefined) requireDownloadsLeft(share);
  let operation = await readOperation(table, share.owner, grant.operation);
  if (operation?.status === 'failed') return { claim: secret, status: 'failed' };
  if (grant.issued === undefined && (operation === undefined || !lastsLongEnough(operation, now()))) {
    operation = await getOrStartSharedCopy(dependencies, share, address);
    await updateDownloadGrant(table, keyOf(download), { set: { operation: operation.id } });
  }
  if (operation?.status !== 'ready') return preparing(dependencies, download, operation?.id);
  const counted = await countDownload(dependencies, share, sha256(secret), operation, address);
  if (counted === undefined) return { claim: secret, status: 'preparing', progress: 1 };
  await notifyOwnerOnce(dependencies, download, counted);
  const { operation: copy, issued } = counted.grant;
  const signed = await signDownload(dependencies, download, copy, issued.until);
  return { claim: secret, status: 'ready', ...signed };
}

async function preparing(
  { table }: ShareDependencies,
  { share, secret }: Download,
  operation: string | undefined,
): Promise<ShareDownload> {
  const progress = operation === undefined ? undefined : await readProgress(table, share.owner, [operation]);
  return { claim: secret, status: 'preparing', progress: progress?.get(operation ?? '') ?? 0 };
}

/**
 * Emails the owner about the first download, before its URL is returned. If that request died before it sent the email, a
 * later download sends it.
 */
async function notifyOwnerOnce(
  { table, sendMail, now }: ShareDependencies,
  download: Download,
  { share, grant: { issued } }: CountedDownload,
): Promise<void> {
  if (share.told === true) return;
  const since = now().getTime() - new Date(share.firstDownloadAt ?? 0).getTime();
  if (issued.number > 1 && since < FIRST_REQUEST_ENDED_MS) return;
  const { owner: user, id: file, name: fileName } = download.file;
  await sendMail({ template: 'share-downloaded', user, file, fileName });
  await recordOwnerTold(table, share);
}

async function signDownload(
  { s3, buckets, now }: ShareDependencies,
  { share, file }: Download,
  operation: string,
  until: string,
): Promise<{ url: string; expiresAt: string }> {
  const signed = await signGet(s3, {
    bucket: buckets.outbox,
    key: objectKeys.outbox(share.owner, operation),
    name: file.name,
    contentType: file.contentType,
    until: new Date(until),
    now: now(),
  });
  return { url: signed.url, expiresAt: signed.expiresAt.toISOString() };
}

function keyOf({ share, secret }: Download) {
  return vaultKeys.claim(share.id, sha256(secret));
}
