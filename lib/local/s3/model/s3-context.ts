import type { Journal } from '../events/journal.ts';
import type { Events } from '../events/subscriptions.ts';
import type { Buckets } from '../storage/buckets.ts';
import type { Store } from '../storage/store.ts';
import type { Uploads } from '../storage/uploads.ts';
import type { Versions } from '../storage/versions.ts';

/** The dependencies of every operation. */
export interface S3Context {
  readonly store: Store;
  readonly buckets: Buckets;
  readonly versions: Versions;
  readonly uploads: Uploads;
  readonly events: Events;
  readonly journal: Journal;
  /** `host:port` of the local AWS endpoint. */
  readonly endpointHost: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** 32 unique URL-safe characters: version ids, upload ids, file names. */
  readonly randomId: () => string;
}
