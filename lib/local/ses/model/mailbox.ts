import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfPresent } from '../../kit/atomic-file.ts';
import { type Email, mail } from './email.ts';

/** All emails, oldest first. */
export interface Mailbox {
  /** Resolves when the email is on disk. */
  deliver(mail: Email): Promise<void>;
  mails(): readonly Email[];
  close(): Promise<void>;
}

/**
 * Opens the mailbox of a folder: one email per line, in a file that only the owner can read, because emails contain sign-in
 * links. A line that a crash cut off is ignored: its call was not answered.
 */
export async function openMailbox(folder: string): Promise<Mailbox> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'mails.jsonl');
  const text = (await readIfPresent(path))?.toString() ?? '';
  const mails = text.split('\n').flatMap(readLine);
  const file = await open(path, 'a', 0o600);
  if (text !== '' && !text.endsWith('\n')) await file.appendFile('\n');
  return {
    async deliver(sent) {
      await file.appendFile(`${JSON.stringify(sent)}\n`);
      mails.push(sent);
    },
    mails: () => mails,
    close: () => file.close(),
  };
}

function readLine(line: string): readonly Email[] {
  try {
    return [mail.parse(JSON.parse(line))];
  } catch {
    return [];
  }
}
