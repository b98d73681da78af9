import { type SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { readProfile } from '#accounts';
import type { TableHandle } from '#aws';
import type { Mail } from '#contract';
import type { Attest } from '#vault';
import { mailText } from './mail-text.ts';
import { renderMail } from './render-mail.ts';

export interface NotifierDependencies {
  readonly accounts: TableHandle;
  readonly attest: Attest;
  readonly ses: SESClient;
  /** The email address of the sender. */
  readonly sender: string;
  readonly siteUrl: string;
}

/**
 * Writes an email and sends it through SES.
 *
 * @returns false if the account of the recipient no longer exists, so that no email is sent
 */
export async function sendMail(dependencies: NotifierDependencies, mail: Mail): Promise<boolean> {
  const recipient = await recipientOf(dependencies, mail);
  if (recipient === undefined) return false;
  const head = await headFor(dependencies, mail);
  const { subject, text, html } = renderMail(mailText(mail, dependencies.siteUrl, recipient.name, head));
  await dependencies.ses.send(
    new SendEmailCommand({
      Source: `Encrypt5 <${dependencies.sender}>`,
      Destination: { ToAddresses: [recipient.email] },
      Message: {
        Subject: { Data: subject, Charset: 'UTF-8' },
        Body: { Text: { Data: text, Charset: 'UTF-8' }, Html: { Data: html, Charset: 'UTF-8' } },
      },
    }),
  );
  return true;
}

/**
 * The signed head of the history, for emails about a final status of a file. The owner can later compare the stored
 * history with it. Undefined if the attestor refuses to sign. The email is sent without it then.
 */
async function headFor({ attest }: NotifierDependencies, mail: Mail): Promise<string | undefined> {
  switch (mail.template) {
    case 'file-encrypted':
    case 'file-rejected':
    case 'file-failed':
    case 'file-shredded': {
      const attestation = await attest({ kind: 'head', owner: mail.user, file: mail.file });
      return attestation.outcome === 'signed' ? attestation.jws : undefined;
    }
    default:
      return undefined;
  }
}

async function recipientOf(
  { accounts }: NotifierDependencies,
  mail: Mail,
): Promise<{ email: string; name: string } | undefined> {
  if ('to' in mail && 'name' in mail) return { email: mail.to, name: mail.name };
  const account = await readProfile(accounts, mail.user);
  // These go to an address that the user has entered, with the name of the user as the sender.
  return account !== undefined && (mail.template === 'file-shared' || mail.template === 'invitation')
    ? { email: mail.to, name: `${account.name} (${account.email})` }
    : account;
}
