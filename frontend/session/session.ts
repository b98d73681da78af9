import { type RouteName, routes, type SessionAnswer, type User } from '#contract';
import { ApiError, hasCode } from '../api/api-errors.ts';
import { type Answer, type Fetch, type Input, type RequestOptions, request } from '../api/api-request.ts';
import { keptAnswers } from '../api/kept-answers.ts';

export type SessionState =
  | { readonly kind: 'restoring' }
  | { readonly kind: 'unreachable'; readonly error: unknown }
  | { readonly kind: 'signed-out'; readonly ended: boolean }
  | { readonly kind: 'signed-in'; readonly user: User };

/** Calls a route of the contract as the account that is signed in. */
export type Call = <N extends RouteName>(
  name: N,
  input: Input<N>,
  options?: Omit<RequestOptions, 'token'>,
) => Promise<Answer<N>>;

export type SessionNews = 'signed-in' | 'signed-out';

export interface SessionEffects {
  readonly fetch: Fetch;
  /** Milliseconds. */
  readonly now: () => number;
  /** Runs one task at a time across all tabs: a refresh token can be used only once. */
  readonly alone: <T>(task: () => Promise<T>) => Promise<T>;
  /** Tells the other tabs. */
  readonly broadcast: (news: SessionNews) => void;
}

/** What an account signs in with. */
export interface Credentials {
  readonly email: string;
  readonly password: string;
  /** For two-factor authentication, once the API has asked for it. */
  readonly code?: string;
}

export interface Session {
  readonly state: () => SessionState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Restores the session from the cookie. */
  readonly restore: () => Promise<void>;
  readonly signIn: (credentials: Credentials) => Promise<void>;
  readonly signOut: () => Promise<void>;
  /** Another tab signed in or out. */
  readonly hear: (news: SessionNews) => void;
  readonly call: Call;
}

/** An access token that expires sooner than this is renewed before it is used. */
const SPARE_MS = 30_000;

/**
 * The session of this tab. The access token lives in this closure only; what outlives a reload is the refresh token,
 * in a cookie that no script can read.
 */
export function createSession(effects: SessionEffects): Session {
  const kept = keptAnswers(effects.fetch);
  const listeners = new Set<() => void>();
  let current: SessionState = { kind: 'restoring' };
  let access: { readonly token: string; readonly endsAt: number } | undefined;
  let renewal: Promise<string> | undefined;

  function become(next: SessionState): void {
    current = next;
    for (const listener of listeners) listener();
  }

  function begin(answer: SessionAnswer): string {
    access = { token: answer.accessToken, endsAt: effects.now() + answer.expiresIn * 1000 };
    become({ kind: 'signed-in', user: answer.user });
    return answer.accessToken;
  }

  function end(ended: boolean): void {
    access = undefined;
    kept.forget();
    become({ kind: 'signed-out', ended });
  }

  function renew(): Promise<string> {
    renewal ??= effects
      .alone(() => request(effects.fetch, 'refresh', {}))
      .then(begin)
      .finally(() => {
        renewal = undefined;
      });
    return renewal;
  }

  async function token(): Promise<string> {
    if (access !== undefined && effects.now() < access.endsAt - SPARE_MS) return access.token;
    return renew();
  }

  const call: Call = async (name, input, options) => {
    if (routes[name].access === 'public') return request(effects.fetch, name, input, options);
    try {
      const first = await token();
      try {
        return await request(kept.fetch, name, input, { ...options, token: first });
      } catch (error) {
        if (!hasCode(error, 'token_expired')) throw error;
        return await request(kept.fetch, name, input, { ...options, token: await renew() });
      }
    } catch (error) {
      if (isUnauthorised(error) && current.kind === 'signed-in') end(true);
      throw error;
    }
  };

  return {
    state: () => current,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    restore: async () => {
      become({ kind: 'restoring' });
      try {
        await renew();
      } catch (error) {
        if (isUnauthorised(error)) end(false);
        else become({ kind: 'unreachable', error });
      }
    },
    signIn: async (credentials) => {
      begin(await effects.alone(() => request(effects.fetch, 'login', { body: credentials })));
      effects.broadcast('signed-in');
    },
    signOut: async () => {
      try {
        await call('logout', {});
      } catch (error) {
        if (!isUnauthorised(error)) throw error;
      }
      end(false);
      effects.broadcast('signed-out');
    },
    hear: (news) => {
      if (news === 'signed-out' && current.kind === 'signed-in') end(false);
      // Even when signed in here: the cookie may belong to another account now.
      if (news === 'signed-in' && current.kind !== 'restoring') {
        void renew().catch((error: unknown) => isUnauthorised(error) && end(false));
      }
    },
    call,
  };
}

/** Whether the session has ended. A request for a code is also a 401, but the session has not ended. */
function isUnauthorised(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401 && !hasCode(error, 'code_required');
}
