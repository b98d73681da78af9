import type { Passwords } from '#accounts';
import type { Send, TableHandle } from '#aws';
import type { DeletionItem, Mail } from '#contract';
import type { Limiter } from '#http';
import type { RegistrationRules } from './may-register.ts';
import type { SecretSealer } from './sealed-secret.ts';
import type { TokenSigner } from './sign-token.ts';

/** What the handlers of this service work with. */
export interface AuthDependencies {
  readonly accounts: TableHandle;
  readonly activity: TableHandle;
  readonly sendMail: Send<Mail>;
  /** Delivered when every request is over that was let in before. */
  readonly sendDeletion: Send<DeletionItem>;
  readonly limiter: Limiter;
  readonly passwords: Passwords;
  readonly signToken: TokenSigner;
  readonly sealer: SecretSealer;
  readonly registration: RegistrationRules;
  /** Whether the first user of all becomes an administrator. */
  readonly firstUserIsAdministrator: boolean;
  /** Whether administrators may rule only with their second factor. */
  readonly administratorsNeedSecondFactor: boolean;
  readonly now: () => Date;
}
