import { mailText } from '../../../functions/notifier/mail-text.ts';
import { everyMail } from '../../functions/notifier/every-mail.ts';
import { code, table } from '../markdown.ts';

/** Every email that the vault sends. */
export function emailsTable(): string {
  const rows = everyMail('…').map((mail) => [
    code(mail.template),
    mailText(mail, 'https://vault.example.org', '…').subject,
  ]);
  return table(['template', 'subject'], rows);
}
