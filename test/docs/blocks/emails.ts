import { mailText } from '../../../functions/notifier/mail-text.ts';
import { everyEmail } from '../../functions/notifier/every-email.ts';
import { code, table } from '../markdown.ts';

/** Every email that the vault sends. */
export function emailsTable(): string {
  const rows = everyEmail('…').map((mail) => [
    code(mail.template),
    mailText(mail, 'https://vault.example.org', '…').subject,
  ]);
  return table(['template', 'subject'], rows);
}
