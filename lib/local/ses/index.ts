export { createIdentities } from './identities.ts';
export { type Mailbox, openMailbox } from './mailbox.ts';
export { createMailboxPage } from './mailbox-page.ts';
export { createEmailIdentityProvider } from './providers.ts';
export { createSesService } from './ses-service.ts';
