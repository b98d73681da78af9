/**
 * Whether a `Host` header names this machine. It protects against DNS rebinding, where the name of a foreign page resolves
 * to 127.0.0.1. Any port is allowed, because a tunnel can use another one.
 */
export function isLocalHost(host: string | undefined): boolean {
  return /^(?:(?:[a-z0-9-]+\.)*localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i.test(host ?? '');
}
