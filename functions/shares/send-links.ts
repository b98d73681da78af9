import { type FileRecord, noteLinksSent, type ShareRecord } from '#vault';
import type { ShareDependencies } from './dependencies.ts';

/**
 * Sends a link to everybody that its owner named, and notes that it was. Whoever dies in between leaves the note of whom it
 * is to be sent to, for the request that comes again: somebody may get two mails, nobody none.
 *
 * @param token - of the link
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
  await noteLinksSent(table, share);
}
