/** What was given is not what the vault signed; the message says why, in words for people. */
export class NotGenuine extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'NotGenuine';
  }
}
