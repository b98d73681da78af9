import { none, nothing, type Route } from './route.ts';
import {
  beginSecondFactorBodySchema,
  confirmSecondFactorBodySchema,
  recoveryCodesSchema,
  secondFactorProofSchema,
  secondFactorSchema,
} from './second-factor.ts';

/** Two-factor authentication. It is turned on only after a code proves that the app is set up. */
export const secondFactorRoutes = {
  beginSecondFactor: {
    service: 'auth',
    method: 'POST',
    path: '/auth/mfa',
    summary:
      'Starts the setup of two-factor authentication: returns a secret for an app. Requires the password. Nothing changes until a code is confirmed',
    access: 'session',
    params: none,
    query: none,
    body: beginSecondFactorBodySchema,
    status: 200,
    answer: secondFactorSchema,
    errors: ['password_wrong', 'second_factor_on', 'rate_limited'],
  },
  confirmSecondFactor: {
    service: 'auth',
    method: 'POST',
    path: '/auth/mfa/confirm',
    summary:
      'Turns on two-factor authentication with a code from the app and ends all other sessions. Only this response contains the recovery codes',
    access: 'session',
    params: none,
    query: none,
    body: confirmSecondFactorBodySchema,
    status: 200,
    answer: recoveryCodesSchema,
    errors: ['code_wrong', 'second_factor_on', 'second_factor_off', 'rate_limited'],
  },
  renewRecoveryCodes: {
    service: 'auth',
    method: 'POST',
    path: '/auth/mfa/recovery-codes',
    summary: 'Replaces the recovery codes with new ones. Requires the password and a code',
    access: 'session',
    params: none,
    query: none,
    body: secondFactorProofSchema,
    status: 200,
    answer: recoveryCodesSchema,
    errors: ['password_wrong', 'code_wrong', 'second_factor_off', 'rate_limited'],
  },
  removeSecondFactor: {
    service: 'auth',
    method: 'DELETE',
    path: '/auth/mfa',
    summary: 'Turns off two-factor authentication. Requires the password and a code',
    access: 'session',
    params: none,
    query: none,
    body: secondFactorProofSchema,
    status: 204,
    answer: nothing,
    errors: ['password_wrong', 'code_wrong', 'second_factor_off', 'rate_limited'],
  },
} as const satisfies Record<string, Route>;
