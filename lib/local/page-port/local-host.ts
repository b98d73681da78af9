/**
 * Whether a `Host` header names this machine. A page elsewhere whose name is made to lead to 127.0.0.1 (DNS rebinding)
 * would be of one origin with what listens there; its name gives it away. Any port will do, for a tunnel may lead here
 * from another one.
 */
export function isLocalHost(host: string | undefined): boolean {
  return /^(?:(?:[a-z0-9-]+\.)*localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i.test(host ?? '');
}
