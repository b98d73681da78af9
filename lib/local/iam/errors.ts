/** A policy that AWS would refuse, or that cannot be evaluated as AWS would; it is refused when it is attached, never half obeyed. */
export class UnsupportedPolicy extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UnsupportedPolicy';
  }
}

/** Runs what reads a policy; what it throws names the policy. */
export function namingPolicy<T>(policy: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof UnsupportedPolicy)) throw cause;
    throw new UnsupportedPolicy(`${policy}: ${cause.message}`, { cause });
  }
}
