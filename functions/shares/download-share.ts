import { newSecret, sha256, signGet } from '#aws';
import { Problem, type ShareDownload } from '#contract';
import type { RouteHandlers } from '#http';
import {
  type Claim,
  noteTold,
  objectKeys,
  putClaim,
  readClaim,
  readOperation,
  readProgress,
  updateClaim,
  vaultKeys,
} from '#vault';
import { type CountedDownload, countDownload } from './count-download.ts';
import type { ShareDependencies } from './dependencies.ts';
import { type EnteredShare, enterShare, requireDownloadsLeft } from './enter-share.ts';
import { isUsable, sharedCopy } from './shared-copy.ts';

/** Hours for which a claim waits for its copy. */
const CLAIM_HOURS = 24;

/** Milliseconds after which the request that counted the first download is over, done or dead. */
const FIRST_IS_OVER = 60_000;

/** A download by way of a share: who asks, with what. */
interface Download extends EnteredShare {
  /** The claim's secret, and what is kept of it. */
  readonly secret: string;
  readonly claim: Claim;
  /** IP address. */
  readonly address: string;
}

/**
 * Downloads by way of a link: the first call makes a claim, and the same claim is asked again until there is an address. It is then
 * that the download counts; whoever has lost the answer gets the address again until it runs out, and counts no more.
 */
export function downloadShareRoute(
  dependencies: ShareDependencies,
): RouteHandlers<'shares'>['downloadShare'] {
  return async ({ body, client: { address } }) => {
    const entered = await enterShare(dependencies, body.token);
    if (body.claim !== undefined) {
      const claim = await findClaim(dependencies, entered, body.claim);
      return { body: await advance(dependencies, { ...entered, secret: body.claim, claim, address }) };
    }
    requireDownloadsLeft(entered.share);
    await dependencies.limiter('download', address);
    await requirePassword(dependencies, entered, body.password, address);
    const secret = newSecret();
    const claim = await beginClaim(dependencies, entered, secret, address);
    return { body: await advance(dependencies, { ...entered, secret, claim, address }) };
  };
}

/** @throws Problem `share_password_required`, `share_password_wrong` or `rate_limited` */
async function requirePassword(
  { limiter, passwords }: ShareDependencies,
  { share: { id, passwordHash } }: EnteredShare,
  password: string | undefined,
  address: string,
): Promise<void> {
  if (passwordHash === undefined) return;
  if (password === undefined) throw new Problem('share_password_required');
  const attempt = await limiter('share', address, id);
  if (!(await passwords.verify(password, passwordHash))) throw new Problem('share_password_wrong');
  await attempt.succeeded();
}

async function beginClaim(
  dependencies: ShareDependencies,
  { share }: EnteredShare,
  secret: string,
  address: string,
): Promise<Claim> {
  const { table, now } = dependencies;
  const operation = await sharedCopy(dependencies, share, address);
  const endsAt = now().getTime() + CLAIM_HOURS * 3600_000;
  const claim: Claim = {
    createdAt: now().toISOString(),
    endsAt: new Date(endsAt).toISOString(),
    operation: operation.id,
    expires: Math.ceil(endsAt / 1000),
  };
  await putClaim(table, vaultKeys.claim(share.id, sha256(secret)), claim);
  return claim;
}

/** @throws Problem `claim_not_found`, also where its time is over */
async function findClaim(
  { table, now }: ShareDependencies,
  { share }: EnteredShare,
  secret: string,
): Promise<Claim> {
  const claim = await readClaim(table, vaultKeys.claim(share.id, sha256(secret)));
  if (claim === undefined || new Date(claim.issued?.until ?? claim.endsAt) <= now())
    throw new Problem('claim_not_found');
  return claim;
}

/** Says how far a download is, and hands out its address as soon as there is one. */
async function advance(dependencies: ShareDependencies, download: Download): Promise<ShareDownload> {
  const { table, now } = dependencies;
  const { share, secret, claim, address } = download;
  if (claim.issued === undefined) requireDownloadsLeft(share);
  let operation = await readOperation(table, share.owner, claim.operation);
  if (operation?.status === 'failed') return { claim: secret, status: 'failed' };
  if (claim.issued === undefined && (operation === undefined || !isUsable(operation, now()))) {
    operation = await sharedCopy(dependencies, share, address);
    await updateClaim(table, keyOf(download), { set: { operation: operation.id } });
  }
  if (operation?.status !== 'ready') return preparing(dependencies, download, operation?.id);
  const counted = await countDownload(dependencies, share, sha256(secret), operation, address);
  if (counted === undefined) return { claim: secret, status: 'preparing', progress: 1 };
  await tellOwnerOnce(dependencies, download, counted);
  const { operation: copy, issued } = counted.claim;
  const signed = await addressOf(dependencies, download, copy, issued.until);
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
 * Tells the owner of the first download, before its address is handed out. Where whoever was first died in between, another
 * download does it for him.
 */
async function tellOwnerOnce(
  { table, sendMail, now }: ShareDependencies,
  download: Download,
  { share, claim: { issued } }: CountedDownload,
): Promise<void> {
  if (share.told === true) return;
  const since = now().getTime() - new Date(share.firstDownloadAt ?? 0).getTime();
  if (issued.number > 1 && since < FIRST_IS_OVER) return;
  const { owner: user, id: file, name: fileName } = download.file;
  await sendMail({ template: 'share-downloaded', user, file, fileName });
  await noteTold(table, share);
}

async function addressOf(
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
