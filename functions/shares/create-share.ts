import { newSecret, sendUnlessSent, sha256 } from '#aws';
import { type CreatedShare, LONGEST_SHARE_DAYS, Problem } from '#contract';
import { type Client, pageUrl, type RouteHandlers } from '#http';
import {
  addShareToken,
  appendEvent,
  deletionDue,
  ownFile,
  putShare,
  readOwnShare,
  readShare,
  type ShareRecord,
} from '#vault';
import type { ShareDependencies } from './dependencies.ts';
import { sendLinks } from './send-links.ts';
import { shareView } from './share-view.ts';

/** Creates a share link. Only this answer and its emails contain the link. */
export function createShareRoute(dependencies: ShareDependencies): RouteHandlers<'shares'>['createShare'] {
  const { table, limiter, passwords, now } = dependencies;
  return {
    create: async ({ params, body, principal, client }, id) => {
      const at = now();
      requireValidExpiry(body.expiresAt, at);
      const file = await ownFile(table, principal.user, params.id);
      if (file.status !== 'encrypted') throw new Problem('file_not_encrypted');
      const recipients = [...new Set(body.notify)];
      for (const _ of recipients) await limiter('notify', client.address, file.owner);
      if (body.password !== undefined) await limiter('protect', client.address, file.owner);
      const token = newSecret();
      const expiresAt = new Date(body.expiresAt).toISOString();
      const share: ShareRecord = {
        id,
        owner: file.owner,
        file: file.id,
        tokenHashes: [sha256(token)],
        createdAt: at.toISOString(),
        expiresAt,
        downloads: 0,
        dueAt: deletionDue(expiresAt),
        ...(body.maxDownloads !== undefined && { maxDownloads: body.maxDownloads }),
        ...(recipients.length > 0 && { recipients }),
        ...(body.password !== undefined && { passwordHash: await passwords.hash(body.password) }),
      };
      const event = { type: 'shared', at: share.createdAt, actor: file.owner, detail: id } as const;
      const writes = putShare(table, share);
      await appendEvent(table, file.owner, file.id, { ...event, address: client.address }, writes);
      await sendLinks(dependencies, share, file, token);
      return { id, body: created(dependencies, share, token, client) };
    },
    find: async ({ principal, client }, id) => {
      const share = await readOwnShare(table, principal.user, id);
      if (share === undefined) return undefined;
      // Only the hash of the first token is stored, so a repeated request gets another token for the same share.
      const token = newSecret();
      const known = await addShareToken(table, share, sha256(token));
      const read = () => readShare(table, share.file, id);
      const isSent = async () => (await read())?.recipients === undefined;
      await sendUnlessSent(isSent, async () => {
        const current = await read();
        if (current === undefined || shareView(current, now()).status !== 'open') return;
        await sendLinks(dependencies, current, await ownFile(table, share.owner, share.file), token);
      });
      return { body: created(dependencies, known, token, client) };
    },
  };
}

/** @throws Problem `invalid_request` */
function requireValidExpiry(expiresAt: string, now: Date): void {
  const left = new Date(expiresAt).getTime() - now.getTime();
  const message =
    left <= 0
      ? 'must be in the future'
      : left > LONGEST_SHARE_DAYS * 24 * 3600_000
        ? `must be at most ${LONGEST_SHARE_DAYS} days from now`
        : undefined;
  if (message !== undefined)
    throw new Problem('invalid_request', { errors: [{ field: '/expiresAt', message }] });
}

function created(
  { siteUrl, now }: ShareDependencies,
  share: ShareRecord,
  token: string,
  client: Client,
): CreatedShare {
  return { ...shareView(share, now()), url: pageUrl(`/s#token=${token}`, client, siteUrl) };
}
