export { createSecretProvider } from './providers.ts';
export { openSecrets, type Secrets } from './secrets.ts';
export { createSecretsService } from './secrets-service.ts';
