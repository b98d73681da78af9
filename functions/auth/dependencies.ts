import type { Passwords } from '#accounts';
import type { Send, TableHandle } from '#aws';
import type { DeletionItem, Mail } from '#contract';
import type { Limiter } from '#http';
import type { RegistrationRules } from './may-register.ts';
import type { SecretSealer } from './sealed-secret.ts';
import type { TokenSigner } from './sign-token.ts';

/** The dependencies of the handlers of this service. */
export interface AuthDependencies {
  readonly accounts: TableHandle;
  readonly activity: TableHandle;
  readonly sendMail: Send<Mail>;
  /** The work item is delivered after all requests that were accepted earlier have ended. */
  readonly sendDeletion: Send<DeletionItem>;
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
