import { describeUserAgent, type Mail } from '#contract';

/** What a mail says, before anybody decides how it looks. */
export interface MailText {
  /** Our words alone: nothing that a user typed gets into a header. */
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** Something to keep that machines read, and what it is. */
  readonly seal?: { readonly label: string; readonly value: string };
  readonly action?: { readonly label: string; readonly url: string };
}

/** Characters of a user's own text that a mail repeats at most. */
const LONGEST_QUOTE = 80;

/**
 * The words of a mail.
 *
 * @param siteUrl - where the page is; links carry secrets in the fragment, which no server ever sees
 * @param name - how the recipient calls himself; in what a user sends to somebody else, who sends it
 * @param head - the signed head of the history of the file that the mail is about
 */
export function mailText(mail: Mail, siteUrl: string, name: string, head?: string): MailText {
  const text = wordsOf(mail, siteUrl, name);
  return head === undefined ? text : { ...text, seal: { label: SEAL, value: head } };
}

function wordsOf(mail: Mail, siteUrl: string, name: string): MailText {
  const hello = `Hello ${quote(name)},`;
  const page = (path: string) => new URL(path, siteUrl).href;
  switch (mail.template) {
    case 'confirm-address':
      return {
        subject: 'Confirm your address',
        paragraphs: [
          hello,
          'somebody, hopefully you, has registered this address with Encrypt5. Confirm it within 24 hours, and your account is ready.',
          'If it was not you, do nothing: without the confirmation there is no account.',
        ],
        action: { label: 'Confirm address', url: page(`/confirm#token=${mail.token}`) },
      };
    case 'address-known':
      return {
        subject: 'You have an account already',
        paragraphs: [
          hello,
          'somebody, hopefully you, has tried to register this address with Encrypt5, but it has an account already. Sign in with it.',
          'If it was not you, there is nothing to do: nothing was changed.',
        ],
        action: { label: 'Sign in', url: page('/sign-in') },
      };
    case 'session-stolen':
      return {
        subject: 'A session was ended for your safety',
        paragraphs: [
          hello,
          'a sign-in token of yours was used a second time. That happens when somebody has copied it, so the session was ended on all sides.',
          'Sign in again. If you see this mail more often, change your password.',
        ],
        action: { label: 'Sign in', url: page('/sign-in') },
      };
    case 'reset-password':
      return {
        subject: 'Set a new password',
        paragraphs: [
          hello,
          'somebody, hopefully you, wants to set a new password for your account. The link is good for 30 minutes, and once.',
          'If it was not you, do nothing: your password stays what it is.',
        ],
        action: { label: 'Set a new password', url: page(`/reset#token=${mail.token}`) },
      };
    case 'password-changed':
      return {
        subject: 'Your password was changed',
        paragraphs: [
          hello,
          'the password of your account was changed, and the other sessions were ended. Your API keys go on: take those back on the page of your account that you do not want any more.',
          'If it was not you, set a new password at once: somebody else can sign in as you. That ends all sessions and all API keys.',
        ],
        action: { label: 'Set a new password', url: page('/forgot') },
      };
    case 'password-reset':
      return {
        subject: 'Your password was changed',
        paragraphs: [
          hello,
          'a new password was set for your account by way of a link in a mail. All sessions and all API keys were ended: programs that used one need a new one.',
          'If it was not you, set a new password at once, and see who else can read your mails.',
        ],
        action: { label: 'Set a new password', url: page('/forgot') },
      };
    case 'key-made':
      return {
        subject: 'An API key was made',
        paragraphs: [
          hello,
          `an API key “${quote(mail.keyName)}” was made for your account. Until ${moment(mail.endsAt)}, programs that have it act for you.`,
          'If it was not you, set a new password with a link by mail: that ends all sessions and all API keys.',
        ],
        action: { label: 'Show your API keys', url: page('/account') },
      };
    case 'second-factor-on':
      return {
        subject: 'The second factor is on',
        paragraphs: [
          hello,
          'from now on, signing in to your account takes a code of your app besides the password. All other sessions were ended. Keep the recovery codes where you find them without the app.',
          'If it was not you, somebody else knows your password: set a new one, and ask the administrators of your vault to help.',
        ],
        action: { label: 'Show your sessions', url: page('/account') },
      };
    case 'second-factor-off':
      return {
        subject: 'The second factor is off',
        paragraphs: [
          hello,
          'from now on, the password alone signs in to your account: its second factor was switched off, with the password and a code.',
          'If it was not you, set a new password at once.',
        ],
        action: { label: 'Set a new password', url: page('/forgot') },
      };
    case 'recovery-codes-renewed':
      return {
        subject: 'You have new recovery codes',
        paragraphs: [
          hello,
          'new recovery codes were made for the second factor of your account, with the password and a code. Those from before are good for nothing any more.',
          'If it was not you, somebody else can sign in as you: set a new password, and ask the administrators of your vault to help.',
        ],
        action: { label: 'Set a new password', url: page('/forgot') },
      };
    case 'new-sign-in':
      return {
        subject: 'A new sign-in to your account',
        paragraphs: [
          hello,
          `somebody has signed in to your account from a device or a place that you have not used lately: ${describeUserAgent(mail.userAgent)}, from the address ${mail.address}, on ${moment(mail.at)}.`,
          'If it was you, there is nothing to do. If not, change your password; that ends all other sessions.',
        ],
        action: { label: 'Show your sessions', url: page('/account') },
      };
    case 'invitation':
      return {
        subject: 'You are invited to a vault',
        paragraphs: [
          'Hello,',
          `${quote(name)} invites you to the vault for confidential files at ${new URL(siteUrl).host}. Register with this very address; the link is good for seven days, and for one account.`,
          'If you do not know who that is, there is nothing to do.',
        ],
        action: { label: 'Register', url: page(`/register#invite=${mail.token}`) },
      };
    case 'account-deleted':
      return {
        subject: 'Your account is deleted',
        paragraphs: [
          hello,
          'your account is gone, and with it every file that you had: the key of each was destroyed, and its stored copies were removed. Database backups may still hold keys for a few days.',
          'Your address is free again. This is the last mail about it.',
        ],
        action: { label: 'The vault', url: page('/') },
      };
    case 'file-shared':
      return {
        subject: 'A file is shared with you',
        paragraphs: [
          'Hello,',
          `${quote(name)} shares “${quote(mail.fileName)}” with you, until ${moment(mail.expiresAt)}.`,
          ...(mail.hasPassword ? ['It asks for a password, which does not come by this mail.'] : []),
          'Whoever has this link can download the file: do not pass it on. If you do not know the sender, leave it alone.',
        ],
        action: { label: 'Show the file', url: page(`/s#token=${mail.token}`) },
      };
    case 'share-downloaded':
      return {
        subject: 'A file that you shared was downloaded',
        paragraphs: [
          hello,
          `“${quote(mail.fileName)}” was downloaded for the first time by way of a link that you made. You will not hear of the next times; the file’s page counts them.`,
        ],
        action: { label: 'Show the file', url: page(`/files/${mail.file}`) },
      };
    case 'file-encrypted':
      return {
        subject: 'Your file is encrypted',
        paragraphs: [
          hello,
          `“${quote(mail.fileName)}” is encrypted and in your vault. The copy that you uploaded has been deleted.`,
        ],
        action: { label: 'Show the file', url: page(`/files/${mail.file}`) },
      };
    case 'file-rejected':
      return {
        subject: 'Your file was rejected',
        paragraphs: [
          hello,
          `“${quote(mail.fileName)}” was not taken into your vault. ${sentence(mail.reason)} What you uploaded has been deleted.`,
        ],
        action: { label: 'Show the file', url: page(`/files/${mail.file}`) },
      };
    case 'file-failed':
      return {
        subject: 'Your file could not be encrypted',
        paragraphs: [
          hello,
          `“${quote(mail.fileName)}” could not be encrypted. ${sentence(mail.reason)} What you uploaded is kept for a day: you can have it tried again.`,
        ],
        action: { label: 'Try again', url: page(`/files/${mail.file}`) },
      };
    case 'file-shredded':
      return {
        subject: 'Your file was deleted',
        paragraphs: [
          hello,
          `“${quote(mail.fileName)}” was deleted by somebody who was signed in as you: its key is destroyed, and nobody can read it in your vault any more. Its history and a signed receipt stay.`,
          'If it was not you, tell whoever runs your vault: backups of its database may hold the key for a few days.',
        ],
        action: { label: 'Show what is left', url: page(`/files/${mail.file}`) },
      };
    case 'file-ready':
      return {
        subject: 'Your file is ready to download',
        paragraphs: [
          hello,
          `“${quote(mail.fileName)}” is decrypted. You can download it for a few minutes; then the decrypted copy is deleted.`,
        ],
        action: { label: 'Download', url: page(`/files/${mail.file}`) },
      };
    case 'decryption-failed':
      return {
        subject: 'Your file could not be decrypted',
        paragraphs: [hello, `“${quote(mail.fileName)}” could not be decrypted. ${sentence(mail.reason)}`],
        action: { label: 'Show the file', url: page(`/files/${mail.file}`) },
      };
  }
}

const SEAL =
  'This is the signed end of the file’s history as of now. Keep it: whatever is cut from that history or rewritten later will not fit it.';

/** A user's own text on one line, and not all of it if there is much. */
function quote(text: string): string {
  const characters = [...text.replace(/\s+/g, ' ').trim()];
  return characters.length <= LONGEST_QUOTE
    ? characters.join('')
    : `${characters.slice(0, LONGEST_QUOTE - 1).join('')}…`;
}

/** `23 November 2026, 18:08 UTC` */
function moment(time: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
    hourCycle: 'h23',
    timeZone: 'UTC',
  });
  return `${format.format(new Date(time))} UTC`;
}

function sentence(reason: string): string {
  return `${reason}.`;
}
