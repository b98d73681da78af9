export { createSesService } from './create-ses.ts';
export { createMailboxPage } from './mailbox-page.ts';
export { createIdentities } from './model/identities.ts';
export { type Mailbox, openMailbox } from './model/mailbox.ts';
export { createEmailIdentityProvider } from './providers.ts';
