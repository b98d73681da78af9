import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS buckets (
    name TEXT PRIMARY KEY, created INTEGER NOT NULL, configuration TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS policies (bucket TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT, WITHOUT ROWID;
  -- Keys are blobs of UTF-8: they sort bytewise, as S3 lists them, and may contain anything, NUL included.
  CREATE TABLE IF NOT EXISTS versions (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    bucket TEXT NOT NULL, key BLOB NOT NULL, version_id TEXT NOT NULL,
    latest INTEGER NOT NULL, marker INTEGER NOT NULL,
    size INTEGER NOT NULL, etag TEXT NOT NULL, modified INTEGER NOT NULL,
    properties TEXT NOT NULL, checksum TEXT NOT NULL, parts TEXT NOT NULL, segments TEXT NOT NULL,
    UNIQUE (bucket, key, version_id)
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS latest_versions ON versions (bucket, key) WHERE latest = 1;
  CREATE INDEX IF NOT EXISTS histories ON versions (bucket, key, sequence DESC);
  CREATE TABLE IF NOT EXISTS uploads (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE, bucket TEXT NOT NULL, key BLOB NOT NULL, initiated INTEGER NOT NULL,
    properties TEXT NOT NULL, algorithm TEXT, type TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS uploads_by_key ON uploads (bucket, key, sequence);
  CREATE TABLE IF NOT EXISTS parts (
    upload TEXT NOT NULL REFERENCES uploads (id), number INTEGER NOT NULL,
    size INTEGER NOT NULL, etag TEXT NOT NULL, modified INTEGER NOT NULL, checksum TEXT NOT NULL, segments TEXT NOT NULL,
    declared TEXT NOT NULL DEFAULT 'null',
    PRIMARY KEY (upload, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS blobs (name TEXT PRIMARY KEY, holders INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS events (
    id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, body TEXT NOT NULL
  ) STRICT;
`;

/**
 * Metadata of the local S3: an SQLite file `s3.sqlite` in `folder`, which is created if it is missing.
 *
 * @throws Error if another process has it open: each would remove files that the other writes
 */
export function openDatabase(folder: string): DatabaseSync {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(path.join(folder, 's3.sqlite'));
  database.exec(
    'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON',
  );
  database.exec(SCHEMA);
  // Columns that a data folder of an earlier version lacks, or has too many.
  for (const table of ['versions', 'uploads'])
    if (hasColumn(database, table, 'tags')) database.exec(`ALTER TABLE ${table} DROP COLUMN tags`);
  if (!hasColumn(database, 'parts', 'declared'))
    database.exec("ALTER TABLE parts ADD COLUMN declared TEXT NOT NULL DEFAULT 'null'");
  return database;
}

function hasColumn(database: DatabaseSync, table: string, column: string): boolean {
  return (
    database.prepare('SELECT 1 FROM pragma_table_info(?) WHERE name = ?').get(table, column) !== undefined
  );
}
