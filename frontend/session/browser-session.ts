import { createSession, type Session, type SessionNews } from './session.ts';

/** The session of this tab, kept in step with the other tabs. */
export function openBrowserSession(): Session {
  const channel = new BroadcastChannel('encrypt5.session');
  const session = createSession({
    fetch: (url, init) => fetch(url, { ...init, credentials: 'same-origin' }),
    now: Date.now,
    alone: (task) => navigator.locks.request('encrypt5.session', task),
    broadcast: (news) => channel.postMessage(news),
  });
  channel.addEventListener('message', (event: MessageEvent<SessionNews>) => session.hear(event.data));
  return session;
}
