import type { TableHandle } from '#aws';
import type { Admit } from '#http';
import { requireAdministrator, requireSecondFactor } from './administrators.ts';
import { authenticate, requireAccess } from './authenticate.ts';
import { createKeyUseNote } from './key-use.ts';
import { createTokenKeySource } from './tokens/token-key-source.ts';
import { readTokenKeys } from './tokens/token-keys.ts';
import { createTokenVerifier } from './tokens/verify-token.ts';

export interface AdmissionDependencies {
  readonly accounts: TableHandle;
  readonly activity: TableHandle;
  /** Email addresses of administrators, in lower case. */
  readonly administrators: readonly string[];
  /** Whether the routes of administrators require a session with two-factor authentication. */
  readonly administratorsNeedSecondFactor: boolean;
  readonly now: () => Date;
}

/** Decides which requests reach a route, by the accounts, sessions and API keys in the table. */
export function createAdmission(dependencies: AdmissionDependencies): Admit {
  const { accounts, activity, administrators, administratorsNeedSecondFactor, now } = dependencies;
  const readKeys = () => readTokenKeys(accounts, now());
  const verifyToken = createTokenVerifier(createTokenKeySource(readKeys, now), now);
  const noteKeyUse = createKeyUseNote(activity, now);
  return async (access, authorization) => {
    const { principal, profile } = await authenticate(
      { accounts, verifyToken, noteKeyUse, now },
      authorization,
    );
    requireAccess(principal, access);
    // Metrics are for administrators only, also through an API key that they created earlier.
    if (access !== 'administrator' && access !== 'metrics:read') return principal;
    requireAdministrator(profile, administrators);
    if (!administratorsNeedSecondFactor) return principal;
    // A program cannot show a code. Its key was created in a session with 2FA, and works while the account has 2FA.
    requireSecondFactor(
      profile,
      principal.kind === 'session' ? principal.secondFactor : profile.secondFactor,
    );
    return principal;
  };
}
