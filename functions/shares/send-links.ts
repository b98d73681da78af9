import { type FileRecord, recordLinksSent, type ShareRecord } from '#vault';
import type { ShareDependencies } from './dependencies.ts';

/**
 * Emails the link to all recipients, then removes them from the record. If the process dies in between, a repeated request
 * sends the emails again: one can arrive twice, but none is lost.
 *
 * @param token - the secret part of the link
 */
export async function sendLinks(
  { table, sendMail }: Pick<ShareDependencies, 'table' | 'sendMail'>,
  share: ShareRecord,
  file: FileRecord,
  token: string,
): Promise<void> {
  const { owner: user, recipients = [], expiresAt, passwordHash } = share;
  if (recipients.length === 0) return;
  const hasPassword = passwordHash !== undefined;
  for (const to of recipients)
    await sendMail({
      template: 'file-shared',
      user,
      to,
      fileName: file.name,
      token,
      expiresAt,
      hasPassword,
    });
  await recordLinksSent(table, share);
}
