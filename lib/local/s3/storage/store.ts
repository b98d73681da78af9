import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { type BlobFolder, openBlobFolder } from './blobs.ts';
import { openDatabase } from './object-database.ts';
import type { Segment } from './segments.ts';

/** The database and the files. A file exists as long as a row holds it. */
export interface Store {
  readonly database: DatabaseSync;
  readonly blobs: BlobFolder;
  /** Runs `work` as one transaction. An error rolls it back. Files without a holder are removed after the commit. */
  transaction<T>(work: () => T): T;
  /** Adds a holder to each blob of the segments. Call it inside a transaction. */
  retain(segments: readonly Segment[]): void;
  /** Removes a holder. Call it inside a transaction. */
  release(segments: readonly Segment[]): void;
  close(): Promise<void>;
}

const holdersSchema = z.object({ holders: z.number() });

export function openStore(folder: string, randomName: () => string): Store {
  const database = openDatabase(folder);
  const statements = {
    retain: database.prepare(
      'INSERT INTO blobs VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET holders = holders + 1',
    ),
    release: database.prepare('UPDATE blobs SET holders = holders - 1 WHERE name = ? RETURNING holders'),
    forget: database.prepare('DELETE FROM blobs WHERE name = ?'),
    find: database.prepare('SELECT holders FROM blobs WHERE name = ?'),
  };
  const isNamed = (name: string) => statements.find.get(name) !== undefined;
  const blobs = openBlobFolder(path.join(folder, 'blobs'), randomName, isNamed);
  let released = new Set<string>();

  return {
    database,
    blobs,
    transaction: (work) => {
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        database.exec('COMMIT');
        for (const name of released) blobs.remove(name);
        return result;
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      } finally {
        released = new Set();
      }
    },
    retain: (segments) => {
      for (const { blob } of segments) {
        statements.retain.run(blob);
        released.delete(blob);
      }
    },
    release: (segments) => {
      for (const { blob } of segments) {
        if (holdersSchema.parse(statements.release.get(blob)).holders > 0) continue;
        statements.forget.run(blob);
        released.add(blob);
      }
    },
    close: async () => {
      await blobs.idle();
      database.close();
    },
  };
}
