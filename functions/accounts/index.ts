export { isAdministrator, requireAdministrator, requireSecondFactor } from './administrators.ts';
export { type AdmissionDependencies, createAdmission } from './admission.ts';
export { type ApiKeyRecord, apiKeyRecordSchema, newApiKeySecret } from './api-key-records.ts';
export { lastUses } from './key-use.ts';
export { createPasswords, type Passwords } from './passwords.ts';
export { quotaOf, readProfile } from './profiles.ts';
export { accountKeys, type Profile, profileSchema, type Session, sessionSchema } from './records.ts';
export { hasEnded, readSession } from './sessions.ts';
export { ACCESS_TOKEN_SECONDS, AUDIENCE, TOKEN_TYPE } from './tokens/access-token.ts';
export {
  isGood,
  readTokenKeys,
  type TokenKey,
  tokenKeySchema,
  tokenKeysKey,
  tokenKeysSchema,
} from './tokens/token-keys.ts';
