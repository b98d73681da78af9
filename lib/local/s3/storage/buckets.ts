import { z } from 'zod';
import { type BucketConfiguration, bucketPropertiesSchema } from '../bucket-properties.ts';
import { json } from './schemas.ts';
import type { Store } from './store.ts';

/** An IAM policy document, as the template has it. */
export type PolicyDocument = Readonly<Record<string, z.core.util.JSONType>>;

export interface Bucket {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly configuration: BucketConfiguration;
}

/** The buckets and their policies. They are also kept in memory, because every request reads them. */
export interface Buckets {
  find(name: string): Bucket | undefined;
  list(): readonly Bucket[];
  policy(name: string): PolicyDocument | undefined;
  /** Creates or changes the bucket. */
  configure(name: string, configuration: BucketConfiguration): void;
  setPolicy(name: string, document: PolicyDocument): void;
}

const bucketSchema = z.object({
  name: z.string(),
  created: z.number(),
  configuration: json(bucketPropertiesSchema),
});
const policySchema = z.object({ bucket: z.string(), document: json(z.record(z.string(), z.json())) });

export function createBuckets(store: Store, now: () => number): Buckets {
  const { database } = store;
  const buckets = new Map<string, Bucket>();
  const policies = new Map<string, PolicyDocument>();
  for (const row of database.prepare('SELECT * FROM buckets').all()) {
    const bucket = bucketSchema.parse(row);
    buckets.set(bucket.name, bucket);
  }
  for (const row of database.prepare('SELECT * FROM policies').all()) {
    const policy = policySchema.parse(row);
    policies.set(policy.bucket, policy.document);
  }
  const upsertBucket = database.prepare(
    'INSERT INTO buckets VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET configuration = excluded.configuration',
  );
  const upsertPolicy = database.prepare(
    'INSERT INTO policies VALUES (?, ?) ON CONFLICT (bucket) DO UPDATE SET document = excluded.document',
  );

  return {
    find: (name) => buckets.get(name),
    list: () => [...buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    policy: (name) => policies.get(name),
    configure: (name, configuration) => {
      const created = buckets.get(name)?.created ?? now();
      upsertBucket.run(name, created, JSON.stringify(configuration));
      buckets.set(name, { name, created, configuration });
    },
    setPolicy: (name, document) => {
      upsertPolicy.run(name, JSON.stringify(document));
      policies.set(name, document);
    },
  };
}
