import type { ClosingItem, Mail } from '#contract';
import type { Limiter, Passwords, Send, VaultTable } from '#platform';
import type { RegistrationRules } from './may-register.ts';
import type { SecretSealer } from './sealed-secret.ts';
import type { TokenSigner } from './sign-token.ts';

/** The dependencies of the handlers of this service. */
export interface AuthDependencies {
  readonly accounts: VaultTable;
  readonly activity: VaultTable;
  readonly sendMail: Send<Mail>;
  /** The work item is delivered after all requests that were accepted earlier have ended. */
  readonly sendClosing: Send<ClosingItem>;
  readonly limiter: Limiter;
  readonly passwords: Passwords;
  readonly signToken: TokenSigner;
  readonly sealer: SecretSealer;
  readonly registration: RegistrationRules;
  /** Whether the first account becomes an administrator. */
  readonly firstUserIsAdministrator: boolean;
  /** Whether administrator routes require two-factor authentication. */
  readonly administratorsNeedSecondFactor: boolean;
  readonly now: () => Date;
}
