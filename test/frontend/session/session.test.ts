import { describe, expect, it } from 'vitest';
import { type Code, codes, type User } from '#contract';
import { ApiError, ConnectionError } from '../../../frontend/api/api-errors.ts';
import type { Fetch } from '../../../frontend/api/api-request.ts';
import { createSession, type SessionNews } from '../../../frontend/session/session.ts';

const user: User = {
  id: '01JD1K84RPXGR0010000000000',
  email: 'ada@example.org',
  name: 'Ada',
  createdAt: '2026-11-23T12:00:00.000Z',
  secondFactor: false,
};
const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });
const refuse = (code: Code) =>
  json(codes[code].status, { type: 'urn:x', title: codes[code].title, status: codes[code].status, code });

/** A vault whose access tokens are numbered, and which accepts the newest one only. */
function vault() {
  const calls: string[] = [];
  let issued = 0;
  const behaviour = { refresh: true, reachable: true, endsSession: false };
  const fetch: Fetch = async (url, init) => {
    const bearer = new Headers(init.headers).get('authorization');
    calls.push(`${init.method} ${url}${bearer === null ? '' : ` ${bearer}`}`);
    await Promise.resolve();
    if (!behaviour.reachable) throw new TypeError('Failed to fetch');
    if (url === '/api/auth/refresh' && !behaviour.refresh) return refuse('session_ended');
    if (url === '/api/auth/refresh' || url === '/api/auth/login') {
      issued += 1;
      return json(200, { accessToken: `token-${issued}`, expiresIn: 900, user });
    }
    if (behaviour.endsSession) return refuse('session_ended');
    if (bearer !== `Bearer token-${issued}`) return refuse('token_expired');
    return url === '/api/auth/logout' ? new Response(null, { status: 204 }) : json(200, { items: [] });
  };
  return {
    calls,
    fetch,
    behaviour,
    expire: () => {
      issued += 1;
    },
  };
}

function open(server: ReturnType<typeof vault>) {
  const broadcasts: SessionNews[] = [];
  const clock = { now: 0 };
  let running = Promise.resolve<unknown>(undefined);
  const session = createSession({
    fetch: server.fetch,
    now: () => clock.now,
    alone: (task) => {
      const turn = running.then(task, task);
      running = turn.catch(() => undefined);
      return turn;
    },
    broadcast: (news) => broadcasts.push(news),
  });
  return { session, broadcasts, clock };
}

describe('at load', () => {
  it('the cookie brings the session back', async () => {
    const { session } = open(vault());
    expect(session.state().kind).toBe('restoring');
    await session.restore();
    expect(session.state()).toEqual({ kind: 'signed-in', user });
  });

  it('without a cookie, the page is signed out and no session has ended', async () => {
    const server = vault();
    server.behaviour.refresh = false;
    const { session } = open(server);
    await session.restore();
    expect(session.state()).toEqual({ kind: 'signed-out', ended: false });
  });

  it('a vault that cannot be reached signs no account out', async () => {
    const server = vault();
    server.behaviour.reachable = false;
    const { session } = open(server);
    await session.restore();
    expect(session.state()).toEqual({ kind: 'unreachable', error: expect.any(ConnectionError) });
  });
});

describe('a call', () => {
  it('carries the access token', async () => {
    const server = vault();
    const { session } = open(server);
    await session.restore();
    await session.call('listFiles', { query: { limit: 2 } });
    expect(server.calls.at(-1)).toBe('GET /api/files?limit=2 Bearer token-1');
  });

  it('renews a token that is about to expire before using it', async () => {
    const server = vault();
    const { session, clock } = open(server);
    await session.restore();
    clock.now = 871_000;
    await session.call('listFiles', {});
    expect(server.calls.slice(1)).toEqual(['POST /api/auth/refresh', 'GET /api/files Bearer token-2']);
  });

  it('renews once and is repeated when the vault says that the token has expired', async () => {
    const server = vault();
    const { session } = open(server);
    await session.restore();
    server.expire();
    await session.call('listFiles', {});
    expect(server.calls.slice(1)).toEqual([
      'GET /api/files Bearer token-1',
      'POST /api/auth/refresh',
      'GET /api/files Bearer token-3',
    ]);
  });

  it('shares one renewal with all others', async () => {
    const server = vault();
    const { session } = open(server);
    await session.restore();
    server.expire();
    await Promise.all([session.call('listFiles', {}), session.call('listOperations', {})]);
    expect(server.calls.filter((call) => call.includes('refresh')).length).toBe(2);
  });

  it('ends the session when the vault says so', async () => {
    const server = vault();
    const { session } = open(server);
    await session.restore();
    server.behaviour.endsSession = true;
    await expect(session.call('listFiles', {})).rejects.toMatchObject({ code: 'session_ended' });
    expect(session.state()).toEqual({ kind: 'signed-out', ended: true });
  });

  it('without an answer does not change the session', async () => {
    const server = vault();
    const { session } = open(server);
    await session.restore();
    server.behaviour.reachable = false;
    await expect(session.call('listFiles', {})).rejects.toBeInstanceOf(ConnectionError);
    expect(session.state().kind).toBe('signed-in');
  });
});

describe('other tabs', () => {
  it('hear of signing in and out', async () => {
    const { session, broadcasts } = open(vault());
    await session.signIn({ email: 'ada@example.org', password: 'correct horse' });
    await session.signOut();
    expect(broadcasts).toEqual(['signed-in', 'signed-out']);
    expect(session.state()).toEqual({ kind: 'signed-out', ended: false });
  });

  it('that signed out sign this one out', async () => {
    const { session } = open(vault());
    await session.restore();
    session.hear('signed-out');
    expect(session.state().kind).toBe('signed-out');
  });

  it('that signed in sign this one in', async () => {
    const server = vault();
    server.behaviour.refresh = false;
    const { session } = open(server);
    await session.restore();
    server.behaviour.refresh = true;
    const signedIn = new Promise<void>((resolve) => session.subscribe(resolve));
    session.hear('signed-in');
    await signedIn;
    expect(session.state()).toEqual({ kind: 'signed-in', user });
  });
});

it('signing in to another account in another tab changes the account here', async () => {
  const server = vault();
  const { session } = open(server);
  await session.restore();
  const heard = new Promise<void>((resolve) => session.subscribe(resolve));
  session.hear('signed-in');
  await heard;
  expect(server.calls).toEqual(['POST /api/auth/refresh', 'POST /api/auth/refresh']);
});

it('signing out works when the session has ended already', async () => {
  const server = vault();
  const { session } = open(server);
  await session.restore();
  server.behaviour.endsSession = true;
  await session.signOut();
  expect(session.state().kind).toBe('signed-out');
});

it('a refusal at sign-in reaches the caller', async () => {
  const { session } = open({ ...vault(), fetch: async () => refuse('invalid_credentials') });
  await expect(session.signIn({ email: 'a@b.org', password: 'x' })).rejects.toBeInstanceOf(ApiError);
});
