import { newId } from '#aws';
import { scopes } from '#contract';

/** The fields of a route request that tests rarely care about. Spread it, and add a body and a principal. */
export const baseRequest = {
  params: {},
  query: {},
  cookies: new Map<string, string>(),
  client: {
    address: '192.0.2.1',
    userAgent: undefined,
    host: undefined,
    origin: undefined,
    fetchSite: undefined,
  },
};

/** A request without a body from a client that is not signed in. */
export const anonymousRequest = { ...baseRequest, body: undefined, principal: undefined };

/** A principal that is signed in as a user, in a new session. */
export const sessionOf = (user: string, now = new Date()) =>
  ({ kind: 'session', user, session: newId(now), scopes, expiresAt: now }) as const;
