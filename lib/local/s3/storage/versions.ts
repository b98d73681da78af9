import { z } from 'zod';
import { type Version, versionSchema } from './schemas.ts';
import type { Store } from './store.ts';

/** A version that is not stored yet. */
export type NewVersion = Omit<Version, 'sequence' | 'latest'>;

/** The versions of all keys. Changes must run inside a transaction of the store. */
export interface Versions {
  /** The latest version, which may be a delete marker. */
  latest(bucket: string, key: string): Version | undefined;
  find(bucket: string, key: string, versionId: string): Version | undefined;
  /** Adds the latest version and replaces one with the same version id. Returns its sequence number. */
  add(version: NewVersion): number;
  /** Removes a version. If it was the latest, the one before it becomes the latest. */
  remove(version: Version): void;
  /** Takes a sequence number for a change without a new version. */
  nextSequence(): number;
}

const sequenceSchema = z.object({ seq: z.number() });

export function createVersions(store: Store): Versions {
  const { database } = store;
  const statements = {
    latest: database.prepare('SELECT * FROM versions WHERE bucket = ? AND key = ? AND latest = 1'),
    find: database.prepare('SELECT * FROM versions WHERE bucket = ? AND key = ? AND version_id = ?'),
    demote: database.prepare('UPDATE versions SET latest = 0 WHERE bucket = ? AND key = ? AND latest = 1'),
    promote: database.prepare(
      `UPDATE versions SET latest = 1 WHERE sequence =
        (SELECT sequence FROM versions WHERE bucket = ? AND key = ? ORDER BY sequence DESC LIMIT 1)`,
    ),
    insert: database.prepare(
      `INSERT INTO versions (bucket, key, version_id, latest, marker, size, etag, modified, properties, checksum,
        parts, segments) VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    remove: database.prepare('DELETE FROM versions WHERE sequence = ?'),
    // SQLite stores the last number of an AUTOINCREMENT column here.
    nextSequence: database.prepare(
      "UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'versions' RETURNING seq",
    ),
  };
  const parse = (row: unknown) => (row === undefined ? undefined : versionSchema.parse(row));
  const find: Versions['find'] = (bucket, key, versionId) =>
    parse(statements.find.get(bucket, Buffer.from(key), versionId));

  return {
    latest: (bucket, key) => parse(statements.latest.get(bucket, Buffer.from(key))),
    find,
    add: (version) => {
      const key = Buffer.from(version.key);
      const replaced = find(version.bucket, version.key, version.version_id);
      store.retain(version.segments);
      if (replaced) {
        statements.remove.run(replaced.sequence);
        store.release(replaced.segments);
      }
      statements.demote.run(version.bucket, key);
      const { lastInsertRowid } = statements.insert.run(
        version.bucket,
        key,
        version.version_id,
        version.marker ? 1 : 0,
        version.size,
        version.etag,
        version.modified,
        JSON.stringify(version.properties),
        JSON.stringify(version.checksum),
        JSON.stringify(version.parts),
        JSON.stringify(version.segments),
      );
      return Number(lastInsertRowid);
    },
    remove: (version) => {
      statements.remove.run(version.sequence);
      store.release(version.segments);
      if (version.latest) statements.promote.run(version.bucket, Buffer.from(version.key));
    },
    nextSequence: () => sequenceSchema.parse(statements.nextSequence.get()).seq,
  };
}
