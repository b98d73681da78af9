export { createKmsService, type KmsService } from './create-kms.ts';
export { type KeyRing, openKeyRing } from './model/key-ring.ts';
export { createAliasProvider, createKeyProvider } from './providers.ts';
