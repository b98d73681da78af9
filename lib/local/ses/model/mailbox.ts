import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfPresent } from '../../kit/atomic-file.ts';
import { type Mail, mail } from './email.ts';

/** Every mail that was ever sent here, oldest first. */
export interface Mailbox {
  /** Resolves when the mail is on disk. */
  deliver(mail: Mail): Promise<void>;
  mails(): readonly Mail[];
  close(): Promise<void>;
}

/**
 * Opens the mailbox of a folder: one mail a line, in a file that only its owner can read, because mails carry links
 * that let people in. A line that a crash cut off is passed over; nobody was told that this mail was sent.
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

function readLine(line: string): readonly Mail[] {
  try {
    return [mail.parse(JSON.parse(line))];
  } catch {
    return [];
  }
}
