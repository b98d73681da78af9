export type { RouteAnswer, RouteHandlers, RouteRequest } from './answer-route.ts';
export { type Client, isBrowser, isOwnPage, pageUrl } from './client.ts';
export { cursorAfter, idOfCursor } from './cursor.ts';
export { type Attempt, createLimiter, type Limiter, subjectPartition } from './limits/limiter.ts';
export { networkOf } from './limits/network-of.ts';
export { listPage } from './list-page.ts';
export type { Admit, Principal, SessionPrincipal } from './principal.ts';
export { reservationsOf } from './reservations.ts';
export { type ServeDependencies, serve } from './serve.ts';
