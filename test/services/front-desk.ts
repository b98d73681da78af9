import { createAdmission } from '#accounts';
import { publicKeyReader } from '#aws';
import { type Mail, Problem, type RouteName, type SessionAnswer, type UserUpdate } from '#contract';
import type { SessionPrincipal } from '#http';
import { createLimiter, type RouteHandlers, type RouteRequest } from '#http';
import { beginSecondFactorRoute } from '../../functions/auth/begin-second-factor.ts';
import { changePasswordRoute } from '../../functions/auth/change-password.ts';
import { confirmRoute } from '../../functions/auth/confirm-address.ts';
import { confirmSecondFactorRoute } from '../../functions/auth/confirm-second-factor.ts';
import type { AuthDependencies } from '../../functions/auth/dependencies.ts';
import { forgotPasswordRoute } from '../../functions/auth/forgot-password.ts';
import { loginRoute } from '../../functions/auth/login.ts';
import { refreshRoute } from '../../functions/auth/refresh.ts';
import { registerRoute } from '../../functions/auth/register.ts';
import { resetPasswordRoute } from '../../functions/auth/reset-password.ts';
import { createSecretSealer } from '../../functions/auth/sealed-secret.ts';
import { listSessionsRoute } from '../../functions/auth/sessions.ts';
import { createTokenSigner } from '../../functions/auth/sign-token.ts';
import { keptTokenKey } from '../../functions/auth/token-key.ts';
import { updateUserRoute } from '../../functions/auth/update-user.ts';
import { PASSWORD, UNKNOWN_ID } from '../setup/vault-client.ts';
import type { IdleVault } from './idle-vault.ts';
import { baseRequest, sessionOf } from './requests.ts';

/**
 * Creates accounts and signs in to them in an idle vault. It calls the handlers of the auth routes without HTTP. Use it
 * to test accounts and sessions with a controlled clock.
 */
export interface FrontDesk {
  /** All emails that were sent. */
  readonly mails: readonly Mail[];
  register(email: string): Promise<unknown>;
  confirm(token: string): Promise<unknown>;
  /** Creates an account and signs in to it. */
  createAccount(email: string): Promise<SessionAnswer>;
  signIn(email: string, password?: string): Promise<SessionAnswer>;
  refresh(refreshToken: string | undefined): Promise<SessionAnswer>;
  /** The principal of an access token. */
  callerOf(accessToken: string): Promise<SessionPrincipal>;
  sessionsOf(accessToken: string): ReturnType<RouteHandlers<'auth'>['listSessions']>;
  forget(email: string): Promise<unknown>;
  reset(token: string, password: string): Promise<unknown>;
  beginSecondFactor(accessToken: string): ReturnType<RouteHandlers<'auth'>['beginSecondFactor']>;
  /** @param by - an access token, or a principal that was authenticated before */
  confirmSecondFactor(by: string | SessionPrincipal, code: string): Promise<unknown>;
  changePassword(by: SessionPrincipal, password: string): Promise<unknown>;
  /** Changes an account as an administrator. */
  updateUser(user: string, body: UserUpdate): Promise<unknown>;
  /** The token of the last email with a template. */
  tokenIn(template: Mail['template']): string;
}

export function frontDeskOf(vault: IdleVault): FrontDesk {
  const { kms, accounts, activity, now } = vault;
  const mails: Mail[] = [];
  const keyId = vault.tokensKey;
  const readPublicKey = keptTokenKey(publicKeyReader(kms, keyId), accounts, now);
  const dependencies: AuthDependencies = {
    accounts,
    activity,
    sendMail: async (mail) => void mails.push(mail),
    sendDeletion: () => Promise.reject(new Error('accounts cannot be closed here')),
    limiter: createLimiter({ activity, attemptsPerAddress: 100_000, now }),
    passwords: vault.passwords,
    signToken: createTokenSigner({ kms, keyId, readPublicKey }, now),
    sealer: createSecretSealer(kms, vault.secondFactorsKey),
    registration: { mode: 'open', domains: [], administrators: [] },
    firstUserIsAdministrator: false,
    administratorsNeedSecondFactor: true,
    now,
  };
  const admit = createAdmission({ ...dependencies, administrators: [] });
  const login = loginRoute(dependencies);

  const desk: FrontDesk = {
    mails,
    register: (email) =>
      registerRoute(dependencies)(request({ email, password: PASSWORD, name: 'Ada' }, undefined)),
    confirm: (token) => confirmRoute(dependencies)(request({ token }, undefined)),
    async createAccount(email) {
      await desk.register(email);
      await desk.confirm(desk.tokenIn('confirm-address'));
      return desk.signIn(email);
    },
    signIn: async (email, password = PASSWORD) =>
      (await login(request({ email, password, session: 'token' }, undefined))).body,
    refresh: async (refreshToken) =>
      (await refreshRoute(dependencies)(request({ refreshToken }, undefined))).body,
    async callerOf(accessToken) {
      const principal = await admit('session', `Bearer ${accessToken}`);
      if (principal.kind !== 'session') throw new TypeError('not an access token of a session');
      return principal;
    },
    async sessionsOf(token) {
      const asked = { ...request(undefined, await desk.callerOf(token)), query: { limit: 50 } };
      return listSessionsRoute(dependencies)(asked);
    },
    forget: (email) => forgotPasswordRoute(dependencies)(request({ email }, undefined)),
    reset: (token, password) => resetPasswordRoute(dependencies)(request({ token, password }, undefined)),
    beginSecondFactor: async (token) =>
      beginSecondFactorRoute(dependencies)(request({ password: PASSWORD }, await desk.callerOf(token))),
    confirmSecondFactor: async (by, code) =>
      confirmSecondFactorRoute(dependencies)(
        request({ code }, typeof by === 'string' ? await desk.callerOf(by) : by),
      ),
    changePassword: (by, password) =>
      changePasswordRoute(dependencies)(request({ current: PASSWORD, password }, by)),
    updateUser: (id, body) =>
      updateUserRoute(dependencies)({ ...request(body, sessionOf(UNKNOWN_ID)), params: { id } }),
    tokenIn(template) {
      const mail = mails.findLast((one) => one.template === template);
      if (mail === undefined || !('token' in mail)) throw new Error(`no email ${template} with a token`);
      return mail.token;
    },
  };
  return desk;
}

/** The code of the problem that a promise rejects with, or `none`. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'none';
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}

function request<B, P extends RouteRequest<RouteName>['principal']>(body: B, principal: P) {
  return { ...baseRequest, body, principal };
}
