export { createSecretsService } from './create-secrets-manager.ts';
export { openSecrets, type Secrets } from './model/secrets.ts';
export { createSecretProvider } from './providers.ts';
