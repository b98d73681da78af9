export { type KeyRing, openKeyRing } from './key-ring.ts';
export { createKmsService, type KmsService } from './kms-service.ts';
export { createAliasProvider, createKeyProvider } from './providers.ts';
