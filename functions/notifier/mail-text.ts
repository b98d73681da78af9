import { describeUserAgent, type Mail } from '#contract';

/** The content of an email, without its layout. */
export interface MailText {
  /** Never contains text from a user, so that no user can write headers. */
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** The signed head of a file's history, with an explanation. */
  readonly seal?: { readonly label: string; readonly value: string };
  readonly action?: { readonly label: string; readonly url: string };
}

/** Maximum number of characters of a user's text in an email. */
const MAX_QUOTE = 80;

/**
 * Writes the content of an email.
 *
 * @param siteUrl - the URL of the page. Links have secrets only in the fragment, which browsers do not send to servers
 * @param name - the name of the recipient. For invitations and shared files, the name of the sender
 * @param head - the signed head of the history of the file, if the email is about a file
 */
export function mailText(mail: Mail, siteUrl: string, name: string, head?: string): MailText {
  const text = contentOf(mail, siteUrl, name);
  return head === undefined ? text : { ...text, seal: { label: SEAL, value: head } };
}

function contentOf(mail: Mail, siteUrl: string, name: string): MailText {
  const hello = `Hello ${quote(name)},`;
  const page = (path: string) => new URL(path, siteUrl).href;
  switch (mail.template) {
    case 'confirm-address':
      return {
        subject: 'Confirm your address',
        paragraphs: [
          hello,
          'Someone (hopefully you) registered this email address with Encrypt5. Confirm the address within 24 hours to create your account.',
          'If this was not you, ignore this email. No account will be created.',
        ],
        action: { label: 'Confirm address', url: page(`/confirm#token=${mail.token}`) },
      };
    case 'address-known':
      return {
        subject: 'You already have an account',
        paragraphs: [
          hello,
          'Someone (hopefully you) tried to register this email address with Encrypt5, but it already has an account. You can sign in with it.',
          'If this was not you, you do not need to do anything. Nothing was changed.',
        ],
        action: { label: 'Sign in', url: page('/sign-in') },
      };
    case 'session-stolen':
      return {
        subject: 'A session was ended for your safety',
        paragraphs: [
          hello,
          'A sign-in token of your account was used twice. This can mean that someone copied it, so we ended the session on all devices that used it.',
          'Sign in again. If you get this email again, change your password.',
        ],
        action: { label: 'Sign in', url: page('/sign-in') },
      };
    case 'reset-password':
      return {
        subject: 'Set a new password',
        paragraphs: [
          hello,
          'Someone (hopefully you) asked to set a new password for your account. The link expires after 30 minutes and can be used once.',
          'If this was not you, ignore this email. Your password stays the same.',
        ],
        action: { label: 'Set a new password', url: page(`/reset#token=${mail.token}`) },
      };
    case 'password-changed':
      return {
        subject: 'Your password was changed',
        paragraphs: [
          hello,
          'The password of your account was changed, and all other sessions were ended. Your API keys still work. You can revoke the keys that you no longer need on your account page.',
          'If this was not you, someone else can sign in to your account. Set a new password now. This ends all sessions and revokes all API keys.',
        ],
        action: { label: 'Set a new password', url: page('/forgot') },
      };
    case 'password-reset':
      return {
        subject: 'Your password was changed',
        paragraphs: [
          hello,
          'A new password was set for your account with a link from an email. All sessions were ended and all API keys were revoked. Programs that used an API key need a new one.',
          'If this was not you, set a new password now, and check who else can read your email.',
        ],
        action: { label: 'Set a new password', url: page('/forgot') },
      };
    case 'key-made':
      return {
        subject: 'An API key was created',
        paragraphs: [
          hello,
          `The API key “${quote(mail.keyName)}” was created for your account. Programs with this key can act for you until it expires on ${moment(mail.endsAt)}.`,
          'If this was not you, reset your password with the link on the sign-in page. This ends all sessions and revokes all API keys.',
        ],
        action: { label: 'Show your API keys', url: page('/account') },
      };
    case 'second-factor-on':
      return {
        subject: 'Two-factor authentication is on',
        paragraphs: [
          hello,
          'Two-factor authentication (2FA) was turned on for your account. From now on, you need your password and a code from your app to sign in. All other sessions were ended. Keep your recovery codes in a place that you can reach without the app.',
          'If this was not you, someone else knows your password. Set a new password, and ask an administrator of your vault for help.',
        ],
        action: { label: 'Show your sessions', url: page('/account') },
      };
    case 'second-factor-off':
      return {
        subject: 'Two-factor authentication is off',
        paragraphs: [
          hello,
          'Two-factor authentication (2FA) was turned off for your account, with the password and a code. From now on, you only need your password to sign in.',
          'If this was not you, set a new password now.',
        ],
        action: { label: 'Set a new password', url: page('/forgot') },
      };
    case 'recovery-codes-renewed':
      return {
        subject: 'You have new recovery codes',
        paragraphs: [
          hello,
          'New recovery codes for two-factor authentication (2FA) were created for your account, with the password and a code. The old recovery codes no longer work.',
          'If this was not you, someone else can sign in to your account. Set a new password, and ask an administrator of your vault for help.',
        ],
        action: { label: 'Set a new password', url: page('/forgot') },
      };
    case 'new-sign-in':
      return {
        subject: 'A new sign-in to your account',
        paragraphs: [
          hello,
          `Someone signed in to your account from a device or a network that you have not used recently: ${describeUserAgent(mail.userAgent)}, from the IP address ${mail.address}, on ${moment(mail.at)}.`,
          'If this was you, you do not need to do anything. If not, change your password. This ends all other sessions.',
        ],
        action: { label: 'Show your sessions', url: page('/account') },
      };
    case 'invitation':
      return {
        subject: 'You are invited to a vault',
        paragraphs: [
          'Hello,',
          `${quote(name)} invites you to the vault for confidential files at ${new URL(siteUrl).host}. Register with this email address. The link expires after seven days and can be used for one account.`,
          'If you do not know this person, ignore this email.',
        ],
        action: { label: 'Register', url: page(`/register#invite=${mail.token}`) },
      };
    case 'account-deleted':
      return {
        subject: 'Your account is deleted',
        paragraphs: [
          hello,
          'Your account and all your files were deleted. The key of every file was destroyed, and all stored copies were removed. Backups of the database may contain keys for a few more days.',
          'You can register again with this email address. This is the last email about your account.',
        ],
        action: { label: 'Go to the vault', url: page('/') },
      };
    case 'file-shared':
      return {
        subject: 'A file is shared with you',
        paragraphs: [
          'Hello,',
          `${quote(name)} shared “${quote(mail.fileName)}” with you. The link expires on ${moment(mail.expiresAt)}.`,
          ...(mail.hasPassword ? ['You need a password to download the file. Ask the sender for it.'] : []),
          'Anyone with this link can use it, so do not forward it. If you do not know the sender, ignore this email.',
        ],
        action: { label: 'Show the file', url: page(`/s#token=${mail.token}`) },
      };
    case 'share-downloaded':
      return {
        subject: 'A file that you shared was downloaded',
        paragraphs: [
          hello,
          `“${quote(mail.fileName)}” was downloaded for the first time with a share link that you created. You will not get an email for further downloads. The page of the file shows how often it was downloaded.`,
        ],
        action: { label: 'Show the file', url: page(`/files/${mail.file}`) },
      };
    case 'file-encrypted':
      return {
        subject: 'Your file is encrypted',
        paragraphs: [
          hello,
          `“${quote(mail.fileName)}” is encrypted and stored in your vault. The unencrypted upload was deleted.`,
        ],
        action: { label: 'Show the file', url: page(`/files/${mail.file}`) },
      };
    case 'file-rejected':
      return {
        subject: 'Your file was rejected',
        paragraphs: [
          hello,
          `“${quote(mail.fileName)}” was rejected and is not in your vault. ${sentence(mail.reason)} The upload was deleted.`,
        ],
        action: { label: 'Show the file', url: page(`/files/${mail.file}`) },
      };
    case 'file-failed':
      return {
        subject: 'Your file could not be encrypted',
        paragraphs: [
          hello,
          `“${quote(mail.fileName)}” could not be encrypted. ${sentence(mail.reason)} The upload is kept for one day. Until then, you can try again.`,
        ],
        action: { label: 'Try again', url: page(`/files/${mail.file}`) },
      };
    case 'file-shredded':
      return {
        subject: 'Your file was deleted',
        paragraphs: [
          hello,
          `“${quote(mail.fileName)}” was deleted from your account. Its key was destroyed, so the file in your vault can no longer be read. Its history and a signed receipt are kept.`,
          'If this was not you, tell an administrator of your vault now. Backups of the database may contain the key for a few more days.',
        ],
        action: { label: 'Show history and receipt', url: page(`/files/${mail.file}`) },
      };
    case 'file-ready':
      return {
        subject: 'Your file is ready to download',
        paragraphs: [
          hello,
          `“${quote(mail.fileName)}” is decrypted. You can download it for a few minutes. After that, the decrypted copy is deleted.`,
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
  'Below is a signature of the current history of this file. Keep it: with it, you can prove if events of the history are later removed or changed.';

/** A user's text on one line, shortened if it is too long. */
function quote(text: string): string {
  const characters = [...text.replace(/\s+/g, ' ').trim()];
  return characters.length <= MAX_QUOTE
    ? characters.join('')
    : `${characters.slice(0, MAX_QUOTE - 1).join('')}…`;
}

/** For example `23 November 2026 at 18:08 UTC`. */
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
