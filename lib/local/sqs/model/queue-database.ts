import { DatabaseSync } from 'node:sqlite';

/**
 * Opens the queues' database. With a write-ahead log, `synchronous = NORMAL` keeps every committed message when the
 * process is killed; only a power cut can take the last of them, and never corrupts the rest.
 *
 * @param path - a file, created if it is missing
 */
export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS queues (
      name TEXT PRIMARY KEY,
      attributes TEXT NOT NULL,
      created INTEGER NOT NULL,
      modified INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS messages (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      queue TEXT NOT NULL,
      message_id TEXT NOT NULL,
      body TEXT NOT NULL,
      attributes TEXT NOT NULL,
      trace_header TEXT,
      group_id TEXT,
      sender_id TEXT NOT NULL,
      sent_at INTEGER NOT NULL,
      visible_at INTEGER NOT NULL,
      receive_count INTEGER NOT NULL DEFAULT 0,
      first_received_at INTEGER,
      receipt TEXT,
      dead_letter_source TEXT
    ) STRICT;
    CREATE INDEX IF NOT EXISTS messages_by_queue ON messages (queue, visible_at, group_id, sequence);
  `);
  return database;
}

/** Runs a function in one transaction. */
export function transact<T>(database: DatabaseSync, run: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = run();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
