import type { Limiter, Passwords } from '#platform';
import type { FilesDependencies } from '../dependencies.ts';

/** What the handlers of shares work with. */
export interface ShareDependencies extends FilesDependencies {
  readonly limiter: Limiter;
  readonly passwords: Passwords;
  /** The page's address, where it is not that of the API. */
  readonly siteUrl: string | undefined;
  /**
   * Refuses while a table came back from a backup: strangers are not signed in, so nobody has asked before.
   *
   * @throws Problem `restore_pending`
   */
  readonly requireFit: () => Promise<void>;
}
