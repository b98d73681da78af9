import { none, nothing, type Route } from './route.ts';
import {
  confirmSecondFactorBodySchema,
  recoveryCodesSchema,
  removeSecondFactorBodySchema,
  secondFactorSchema,
} from './second-factor.ts';

/** The second factor of an account: on only once a code has shown that the app is set up. */
export const secondFactorRoutes = {
  beginSecondFactor: {
    service: 'auth',
    method: 'POST',
    path: '/auth/mfa',
    summary: 'Makes a secret for an app; nothing changes until a code of it is confirmed',
    access: 'session',
    params: none,
    query: none,
    body: nothing,
    status: 200,
    answer: secondFactorSchema,
    errors: ['second_factor_on'],
  },
  confirmSecondFactor: {
    service: 'auth',
    method: 'POST',
    path: '/auth/mfa/confirm',
    summary: 'Switches the second factor on with a code of the app; answers the recovery codes, once',
    access: 'session',
    params: none,
    query: none,
    body: confirmSecondFactorBodySchema,
    status: 200,
    answer: recoveryCodesSchema,
    errors: ['code_wrong', 'second_factor_on', 'second_factor_off', 'rate_limited'],
  },
  removeSecondFactor: {
    service: 'auth',
    method: 'DELETE',
    path: '/auth/mfa',
    summary: 'Switches the second factor off, with the password and a code',
    access: 'session',
    params: none,
    query: none,
    body: removeSecondFactorBodySchema,
    status: 204,
    answer: nothing,
    errors: ['password_wrong', 'code_wrong', 'second_factor_off', 'rate_limited'],
  },
} as const satisfies Record<string, Route>;
