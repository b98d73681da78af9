/** A policy that cannot be evaluated as AWS would; it is refused when it is attached, never half obeyed. */
export class UnsupportedPolicy extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnsupportedPolicy';
  }
}
