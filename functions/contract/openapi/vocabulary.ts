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

/** What the document says about a schema that cannot be derived from the schema. */
interface Words {
  /** The name of the component. Schemas without a name are written inline. */
  readonly id: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  /** Set by hand where a transform hides it from Zod. */
  readonly format?: string;
  readonly minLength?: number;
}

/** Separate from the schemas, so that the bundles of functions and page do not contain texts for the document. */
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
      '12 to 128 characters of any kind. Must not be a common password, the email address, or a repetition of up to four characters.',
    minLength: 12,
    examples: ['correct horse battery staple'],
  })
  .add(typedPasswordSchema, { id: 'Password', examples: ['correct horse battery staple'] })
  .add(secondFactorCodeSchema, {
    id: 'SecondFactorCode',
    description: 'Six digits from an app (RFC 6238), or a recovery code.',
    examples: ['123456', '7Q3M-XK9T-0ZBC-4HPW'],
  })
  .add(displayNameSchema, {
    id: 'DisplayName',
    description: 'One line with at least one visible character.',
    examples: ['Ada Lovelace'],
  })
  .add(fileNameSchema, {
    id: 'FileName',
    description: 'One line of visible characters, without path separators. At most 255 bytes of UTF-8.',
    minLength: 1,
    examples: ['contract.pdf'],
  })
  .add(namePrefixSchema, {
    id: 'NamePrefix',
    description: 'The beginning of a name. Case is ignored.',
    examples: ['contr'],
  });

vocabulary
  .add(userSchema, { id: 'User', description: 'An account as its owner sees it.' })
  .add(registerBodySchema, { id: 'Registration' })
  .add(verifyBodySchema, { id: 'Confirmation' })
  .add(loginBodySchema, { id: 'Login' })
  .add(refreshBodySchema, {
    id: 'Refresh',
    description: 'Without a refresh token in the body, the one in the cookie is used.',
  })
  .add(sessionAnswerSchema, { id: 'SessionTokens' })
  .add(forgotBodySchema, { id: 'ForgottenPassword' })
  .add(resetBodySchema, { id: 'PasswordReset' })
  .add(changePasswordBodySchema, { id: 'PasswordChange' })
  .add(sessionViewSchema, {
    id: 'Session',
    description:
      '`address`: the IP address from which the user signed in. `lastUsedAt`: when its tokens were last renewed.',
  })
  .add(sessionListSchema, { id: 'SessionList' })
  .add(secondFactorSchema, {
    id: 'SecondFactor',
    description: '`secret`: in base 32. `uri`: the same secret as an `otpauth:` URI, to show as a QR code.',
  })
  .add(beginSecondFactorBodySchema, { id: 'SecondFactorBeginning' })
  .add(confirmSecondFactorBodySchema, { id: 'SecondFactorConfirmation' })
  .add(recoveryCodesSchema, {
    id: 'RecoveryCodes',
    description: 'Only this response contains the codes. Each code can be used once.',
  })
  .add(secondFactorProofSchema, { id: 'SecondFactorProof' })
  .add(validateAnswerSchema, {
    id: 'Introspection',
    description: 'The account, scopes and expiry of a bearer token.',
  })
  .add(createKeyBodySchema, {
    id: 'NewKey',
    description: 'Expires after at most 366 days. Each scope only once.',
    examples: [{ name: 'backup', scopes: ['files:read'], expiresAt: '2027-01-01T00:00:00.000Z' }],
  })
  .add(createdKeySchema, { id: 'CreatedKey', description: 'Only this response contains the secret.' })
  .add(apiKeySchema, { id: 'ApiKey' })
  .add(apiKeyListSchema, { id: 'ApiKeyList' })
  .add(renameBodySchema, { id: 'NewDisplayName' })
  .add(closeAccountBodySchema, { id: 'AccountDeletion' })
  .add(meSchema, {
    id: 'Me',
    description: 'An account with its usage and quota: bytes of plaintext and number of files.',
  })
  .add(listedUserSchema, { id: 'ListedUser', description: 'An account as an administrator sees it.' })
  .add(userListSchema, { id: 'UserList' })
  .add(updateUserBodySchema, {
    id: 'UserChanges',
    description: 'At least one change. A `quota` of null resets it to the default.',
    examples: [{ disabled: true }, { quota: { bytes: 10_737_418_240, files: 1000 } }],
  })
  .add(inviteBodySchema, { id: 'Invitation' })
  .add(usageSchema, { id: 'Usage' })
  .add(quotaSchema, { id: 'Quota' })
  .add(jwksSchema, { id: 'Jwks', description: 'RFC 7517, section 5.' });

vocabulary
  .add(createFileBodySchema, {
    id: 'NewFile',
    description: 'The file to upload. `size`: in bytes. With `sha256`, every part must have its own SHA-256.',
    examples: [{ name: 'contract.pdf', size: 482_133, contentType: 'application/pdf' }],
  })
  .add(createFileAnswerSchema, { id: 'CreatedFile' })
  .add(fileSchema, {
    id: 'File',
    description:
      'A file as its owner sees it. `size`: bytes of plaintext. `progress`: 0 to 1, while encrypting. `sha256`: not in lists.',
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
  .add(fileErrorSchema, { id: 'FileError', description: 'Why a file was rejected or failed.' })
  .add(fileListSchema, { id: 'FileList' })
  .add(signPartsBodySchema, {
    id: 'PartsToSign',
    description: '`sha256`: the SHA-256 of each part in base64, for files that were created with `sha256`.',
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
    description: 'The ciphertext in the message format of the AWS Encryption SDK, and the wrapped file key.',
  })
  .add(historySchema, {
    id: 'History',
    description:
      'Each `hash` covers the hash before it. `head`: a JWS (RFC 7515) over the last hash, on the last page.',
  })
  .add(historyItemSchema, { id: 'HistoryItem' })
  .add(receiptAnswerSchema, { id: 'Receipt', description: 'A JWS (RFC 7515) and its decoded claims.' })
  .add(receiptClaimsSchema, { id: 'ReceiptClaims' })
  .add(operationSchema, {
    id: 'Operation',
    description: 'A task that runs in the background. `progress`: 0 to 1.',
  })
  .add(operationListSchema, { id: 'OperationList' });

vocabulary
  .add(sharePasswordSchema, {
    id: 'NewSharePassword',
    description: '8 to 128 characters of any kind.',
    minLength: 8,
    examples: ['as agreed by telephone'],
  })
  .add(createShareBodySchema, {
    id: 'NewShare',
    description: 'Expires after at most 366 days. `notify`: email addresses to which the link is sent.',
    examples: [{ expiresAt: '2026-12-03T09:30:00.000Z', maxDownloads: 3, notify: ['bob@example.org'] }],
  })
  .add(shareSchema, { id: 'Share', description: 'A share link, as the owner of the file sees it.' })
  .add(createdShareSchema, { id: 'CreatedShare', description: 'Only this response contains the link.' })
  .add(shareListSchema, { id: 'ShareList' })
  .add(openedShareSchema, {
    id: 'OpenedShare',
    description: 'The file behind a share link. `size`: in bytes.',
  })
  .add(shareDownloadBodySchema, {
    id: 'ShareDownloadRequest',
    description:
      'Without `claim`, a new download starts, and the password is required if the share has one. With `claim`, the same download continues.',
    examples: [{ token: 'bmV2ZXIgcHV0IHRoaXMgaW50byBhIHBhdGg' }],
  })
  .add(shareDownloadSchema, {
    id: 'ShareDownload',
    description:
      'Repeat the request with the same `claim` until the status is `ready`. The download counts once.',
  });

vocabulary
  .add(configSchema, { id: 'Config', description: 'Sizes in bytes.' })
  .add(rewrapBodySchema, {
    id: 'NewRewrap',
    description: 'One of the KMS wrapping keys in the settings of the stack.',
    examples: [{ keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab' }],
  })
  .add(rewrapSchema, { id: 'Rewrap' })
  .add(healthSchema, { id: 'Health' })
  .add(serviceHealthSchema, { id: 'ServiceHealth' })
  .add(problemSchema, { id: 'Problem', description: 'An error (RFC 9457).' });
