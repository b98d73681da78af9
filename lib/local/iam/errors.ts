/** A policy that AWS would refuse or that cannot be evaluated as in AWS. It is refused when it is attached. */
export class UnsupportedPolicy extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UnsupportedPolicy';
  }
}

/** Runs a function that reads a policy. Its errors name the policy. */
export function namingPolicy<T>(policy: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof UnsupportedPolicy)) throw cause;
    throw new UnsupportedPolicy(`${policy}: ${cause.message}`, { cause });
  }
}
