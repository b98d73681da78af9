import * as z from 'zod';
import {
  changePasswordBodySchema,
  closeAccountBodySchema,
  forgotBodySchema,
  jwksSchema,
  loginBodySchema,
  refreshBodySchema,
  registerBodySchema,
  renameBodySchema,
  resetBodySchema,
  sessionAnswerSchema,
  sessionListSchema,
  sessionViewSchema,
  userSchema,
  validateAnswerSchema,
  verifyBodySchema,
} from '../accounts.ts';
import { apiKeyListSchema, apiKeySchema, createdKeySchema, createKeyBodySchema } from '../api-keys.ts';
import { configSchema } from '../config.ts';
import { exportSchema } from '../exports.ts';
import {
  displayNameSchema,
  emailSchema,
  fileNameSchema,
  idSchema,
  namePrefixSchema,
  passwordSchema,
  secondFactorCodeSchema,
  secretSchema,
  sha256Schema,
  sharePasswordSchema,
  timeSchema,
  typedPasswordSchema,
} from '../fields.ts';
import {
  arrivedPartsSchema,
  completeBodySchema,
  createFileAnswerSchema,
  createFileBodySchema,
  fileErrorSchema,
  fileListSchema,
  fileSchema,
  renameFileBodySchema,
  signPartsAnswerSchema,
  signPartsBodySchema,
} from '../files.ts';
import { healthSchema, serviceHealthSchema } from '../health.ts';
import { historyItemSchema, historySchema } from '../histories.ts';
import { operationListSchema, operationSchema } from '../operations.ts';
import { problemSchema } from '../problem.ts';
import { quotaSchema, usageSchema } from '../quotas.ts';
import { receiptAnswerSchema, receiptClaimsSchema } from '../receipts.ts';
import { rewrapBodySchema, rewrapSchema } from '../rewraps.ts';
import {
  beginSecondFactorBodySchema,
  confirmSecondFactorBodySchema,
  recoveryCodesSchema,
  secondFactorProofSchema,
  secondFactorSchema,
} from '../second-factor.ts';
import {
  createdShareSchema,
  createShareBodySchema,
  openedShareSchema,
  shareDownloadBodySchema,
  shareDownloadSchema,
  shareListSchema,
  shareSchema,
} from '../shares.ts';
import {
  inviteBodySchema,
  listedUserSchema,
  meSchema,
  updateUserBodySchema,
  userListSchema,
} from '../users.ts';

/** What the document says of a schema besides what can be read from it. */
interface Words {
  /** The name of the component; without one, the schema is written out wherever it is used. */
  readonly id: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  /** What a transformation hides from the document. */
  readonly format?: string;
  readonly minLength?: number;
}

/** Apart from the schemas, so that no function and no page carries words that only the document says. */
export const vocabulary = z.registry<Words>();

vocabulary
  .add(idSchema, { id: 'Id', examples: ['01KB7Z3M5N8Q2R4T6V8W0X1Y2Z'] })
  .add(timeSchema, { id: 'Time', description: 'ISO 8601 in UTC.', examples: ['2026-11-26T09:30:00.000Z'] })
  .add(sha256Schema, {
    id: 'Sha256',
    description: 'Lower-case hex, as `sha256sum` prints it.',
    examples: ['e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  })
  .add(secretSchema, { id: 'Secret', examples: ['bmV2ZXIgcHV0IHRoaXMgaW50byBhIHBhdGg'] })
  .add(emailSchema, { id: 'Email', format: 'email', examples: ['ada@example.org'] })
  .add(passwordSchema, {
    id: 'NewPassword',
    description:
      '12 to 128 characters of any kind; not one of the most common passwords, not the address, and not up to four characters again and again.',
    minLength: 12,
    examples: ['correct horse battery staple'],
  })
  .add(typedPasswordSchema, { id: 'Password', examples: ['correct horse battery staple'] })
  .add(secondFactorCodeSchema, {
    id: 'SecondFactorCode',
    description: 'Six digits of an app (RFC 6238), or a recovery code.',
    examples: ['123456', '7Q3M-XK9T-0ZBC-4HPW'],
  })
  .add(displayNameSchema, {
    id: 'DisplayName',
    description: 'One line of visible characters, one of them at least.',
    examples: ['Ada Lovelace'],
  })
  .add(fileNameSchema, {
    id: 'FileName',
    description: 'One line of visible characters without path separators, at most 255 bytes of UTF-8.',
    minLength: 1,
    examples: ['contract.pdf'],
  })
  .add(namePrefixSchema, {
    id: 'NamePrefix',
    description: 'What a name begins with; in upper or lower case.',
    examples: ['contr'],
  });

vocabulary
  .add(userSchema, { id: 'User', description: 'An account as its owner sees it.' })
  .add(registerBodySchema, { id: 'Registration' })
  .add(verifyBodySchema, { id: 'Confirmation' })
  .add(loginBodySchema, { id: 'Login' })
  .add(refreshBodySchema, {
    id: 'Refresh',
    description: 'Without a refresh token here, the one in the cookie is taken.',
  })
  .add(sessionAnswerSchema, { id: 'SessionTokens' })
  .add(forgotBodySchema, { id: 'ForgottenPassword' })
  .add(resetBodySchema, { id: 'PasswordReset' })
  .add(changePasswordBodySchema, { id: 'PasswordChange' })
  .add(sessionViewSchema, {
    id: 'Session',
    description: '`address`: where it was signed in from. `lastUsedAt`: when its tokens were last renewed.',
  })
  .add(sessionListSchema, { id: 'SessionList' })
  .add(secondFactorSchema, {
    id: 'SecondFactor',
    description: '`secret`: in base 32. `uri`: the same as `otpauth:`, to show as a QR code.',
  })
  .add(beginSecondFactorBodySchema, { id: 'SecondFactorBeginning' })
  .add(confirmSecondFactorBodySchema, { id: 'SecondFactorConfirmation' })
  .add(recoveryCodesSchema, {
    id: 'RecoveryCodes',
    description: 'The only answer that ever holds them; each is good once.',
  })
  .add(secondFactorProofSchema, { id: 'SecondFactorProof' })
  .add(validateAnswerSchema, { id: 'Introspection', description: 'What a bearer token stands for.' })
  .add(createKeyBodySchema, {
    id: 'NewKey',
    description: 'At most a year; each scope once.',
    examples: [{ name: 'backup', scopes: ['files:read'], expiresAt: '2027-01-01T00:00:00.000Z' }],
  })
  .add(createdKeySchema, { id: 'CreatedKey', description: 'The only answer that ever holds the secret.' })
  .add(apiKeySchema, { id: 'ApiKey' })
  .add(apiKeyListSchema, { id: 'ApiKeyList' })
  .add(renameBodySchema, { id: 'NewDisplayName' })
  .add(closeAccountBodySchema, { id: 'AccountDeletion' })
  .add(meSchema, {
    id: 'Me',
    description: 'An account, what it takes up, and how much it may: bytes of plaintext, and files.',
  })
  .add(listedUserSchema, { id: 'ListedUser', description: 'An account as an administrator sees it.' })
  .add(userListSchema, { id: 'UserList' })
  .add(updateUserBodySchema, {
    id: 'UserChanges',
    description: 'One of them at least. A quota of null is the one of the settings.',
    examples: [{ disabled: true }, { quota: { bytes: 10_737_418_240, files: 1000 } }],
  })
  .add(inviteBodySchema, { id: 'Invitation' })
  .add(usageSchema, { id: 'Usage' })
  .add(quotaSchema, { id: 'Quota' })
  .add(jwksSchema, { id: 'Jwks', description: 'RFC 7517, section 5.' });

vocabulary
  .add(createFileBodySchema, {
    id: 'NewFile',
    description:
      'What is going to be uploaded; `size` in bytes. With `sha256`, every part has to carry its own SHA-256.',
    examples: [{ name: 'contract.pdf', size: 482_133, contentType: 'application/pdf' }],
  })
  .add(createFileAnswerSchema, { id: 'CreatedFile' })
  .add(fileSchema, {
    id: 'File',
    description:
      'A file as its owner sees it. `size`: bytes of plaintext. `progress`: 0 to 1, while encrypting. `sha256`: on its own page only.',
    examples: [
      {
        id: '01KB7Z3M5N8Q2R4T6V8W0X1Y2Z',
        name: 'contract.pdf',
        size: 482_133,
        contentType: 'application/pdf',
        status: 'encrypted',
        createdAt: '2026-11-26T09:30:00.000Z',
        encryptedAt: '2026-11-26T09:30:04.000Z',
      },
    ],
  })
  .add(renameFileBodySchema, { id: 'NewName', examples: [{ name: 'contract-signed.pdf' }] })
  .add(fileErrorSchema, { id: 'FileError', description: 'Why a file was rejected or has failed.' })
  .add(fileListSchema, { id: 'FileList' })
  .add(signPartsBodySchema, {
    id: 'PartsToSign',
    description: '`sha256`: the SHA-256 of parts in base64, for uploads that were declared with one.',
    examples: [{ partNumbers: [1, 2, 3] }],
  })
  .add(signPartsAnswerSchema, { id: 'SignedParts' })
  .add(arrivedPartsSchema, { id: 'ArrivedParts' })
  .add(completeBodySchema, {
    id: 'CompletedParts',
    examples: [{ parts: [{ partNumber: 1, etag: '"d41d8cd98f00b204e9800998ecf8427e"' }] }],
  })
  .add(exportSchema, {
    id: 'Export',
    description: 'The ciphertext in the message format of the AWS Encryption SDK, and its wrapped key.',
  })
  .add(historySchema, {
    id: 'History',
    description:
      'Each `hash` covers the one before it. `head`: a JWS (RFC 7515) over the last, on the page that reaches the end.',
  })
  .add(historyItemSchema, { id: 'HistoryItem' })
  .add(receiptAnswerSchema, { id: 'Receipt', description: 'A JWS (RFC 7515), and what it states, decoded.' })
  .add(receiptClaimsSchema, { id: 'ReceiptClaims' })
  .add(operationSchema, {
    id: 'Operation',
    description: 'Something that was asked for and takes a while. `progress`: 0 to 1.',
  })
  .add(operationListSchema, { id: 'OperationList' });

vocabulary
  .add(sharePasswordSchema, {
    id: 'NewSharePassword',
    description: '8 to 128 characters of any kind.',
    minLength: 8,
    examples: ['told you by telephone'],
  })
  .add(createShareBodySchema, {
    id: 'NewShare',
    description: 'Ends within a year. `notify`: who is sent the link.',
    examples: [{ expiresAt: '2026-12-03T09:30:00.000Z', maxDownloads: 3, notify: ['bob@example.org'] }],
  })
  .add(shareSchema, { id: 'Share', description: 'A link to a file, as its owner sees it.' })
  .add(createdShareSchema, { id: 'CreatedShare', description: 'The only answer that ever holds the link.' })
  .add(shareListSchema, { id: 'ShareList' })
  .add(openedShareSchema, { id: 'OpenedShare', description: 'What a link leads to. `size`: bytes.' })
  .add(shareDownloadBodySchema, {
    id: 'ShareDownloadRequest',
    description: 'Without `claim`, a download begins; the password is asked for then.',
    examples: [{ token: 'bmV2ZXIgcHV0IHRoaXMgaW50byBhIHBhdGg' }],
  })
  .add(shareDownloadSchema, {
    id: 'ShareDownload',
    description: 'Asked again with the same claim until it is `ready`; then it counts, once.',
  });

vocabulary
  .add(configSchema, { id: 'Config', description: 'Sizes in bytes.' })
  .add(rewrapBodySchema, {
    id: 'NewRewrap',
    description: 'One of the keys that the settings of the stack name.',
    examples: [{ keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab' }],
  })
  .add(rewrapSchema, { id: 'Rewrap' })
  .add(healthSchema, { id: 'Health' })
  .add(serviceHealthSchema, { id: 'ServiceHealth' })
  .add(problemSchema, { id: 'Problem', description: 'An error (RFC 9457).' });
