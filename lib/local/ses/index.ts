export { createIdentities, type Identities } from './identities.ts';
export { type Mailbox, openMailbox } from './mailbox.ts';
export { createMailboxPage } from './mailbox-page.ts';
export { createEmailIdentityProvider } from './providers.ts';
export { createSesService, type SesOptions } from './ses-service.ts';
