import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { checksumSchema, json, keySchema, uploadSchema, versionSchema } from './schemas.ts';

/**
 * The position of a listing: keys from `from` on. Of the key `from`, only rows after `sequence`, if it is given.
 */
export interface Position {
  readonly from: Buffer;
  readonly sequence?: number;
}

/** The parameters of a listing. */
export interface WalkOptions {
  readonly prefix: string;
  /** Empty for none. */
  readonly delimiter: string;
  /** Rows and common prefixes together. */
  readonly limit: number;
  readonly start: Position;
}

export interface Walked<R> {
  readonly rows: readonly R[];
  readonly prefixes: readonly string[];
  /** Present if there are more. */
  readonly next: Position | undefined;
  /** The last row or common prefix of the page. */
  readonly last: { readonly row: R } | { readonly prefix: string } | undefined;
}

/** Reads rows from a position on, in the order of the listing. */
export type RowSource<R> = (position: Position, until: Buffer) => Iterable<R>;

/** Lists rows in the order of their keys' bytes; keys with the same prefix up to the delimiter become one common prefix. */
export function walk<R extends { readonly key: string; readonly sequence: number }>(
  { prefix, delimiter, limit, start }: WalkOptions,
  source: RowSource<R>,
): Walked<R> {
  const rows: R[] = [];
  const prefixes: string[] = [];
  const until = successor(prefix);
  let last: Walked<R>['last'];
  const first = Buffer.from(prefix);
  let position = Buffer.compare(start.from, first) < 0 ? { from: first } : start;
  for (;;) {
    let jumped = false;
    for (const row of source(position, until)) {
      if (rows.length + prefixes.length === limit) return { rows, prefixes, next: position, last };
      const end = delimiter === '' ? -1 : row.key.indexOf(delimiter, prefix.length);
      if (end >= 0) {
        const common = row.key.slice(0, end + delimiter.length);
        prefixes.push(common);
        position = { from: successor(common) };
        last = { prefix: common };
        jumped = true;
        break;
      }
      rows.push(row);
      position = { from: Buffer.from(row.key), sequence: row.sequence };
      last = { row };
    }
    if (!jumped) return { rows, prefixes, next: undefined, last };
  }
}

/** The first bytes after all keys that begin with `prefix`. UTF-8 has no byte 0xff, so adding one never carries. */
export function successor(prefix: string): Buffer {
  const bytes = Buffer.from(prefix);
  const end = bytes.at(-1);
  if (end === undefined) return Buffer.from([0xff]);
  bytes[bytes.length - 1] = end + 1;
  return bytes;
}

/** The first bytes after a key. */
export function after(key: string): Position {
  return { from: Buffer.concat([Buffer.from(key), Buffer.of(0)]) };
}

const listedSchema = versionSchema
  .pick({
    sequence: true,
    version_id: true,
    latest: true,
    marker: true,
    size: true,
    etag: true,
    modified: true,
  })
  .extend({ key: keySchema, checksum: json(checksumSchema.nullable()) });
export type ListedVersion = z.infer<typeof listedSchema>;

const LISTED = 'sequence, key, version_id, latest, marker, size, etag, modified, checksum';

/** The current objects of a bucket. */
export function objectRows(database: DatabaseSync, bucket: string): RowSource<ListedVersion> {
  return versionRows(
    database,
    bucket,
    `SELECT ${LISTED} FROM versions WHERE bucket = ? AND key >= ? AND key < ? AND (key > ? OR sequence < ?)
      AND latest = 1 AND marker = 0 ORDER BY key`,
  );
}

/** All versions and delete markers of a bucket, the newest of a key first. */
export function historyRows(database: DatabaseSync, bucket: string): RowSource<ListedVersion> {
  return versionRows(
    database,
    bucket,
    `SELECT ${LISTED} FROM versions WHERE bucket = ? AND key >= ? AND key < ? AND (key > ? OR sequence < ?)
      ORDER BY key, sequence DESC`,
  );
}

function versionRows(database: DatabaseSync, bucket: string, sql: string): RowSource<ListedVersion> {
  return function* rows({ from, sequence = Number.MAX_SAFE_INTEGER }, until) {
    const statement = database.prepare(sql);
    for (const row of statement.iterate(bucket, from, until, from, sequence)) yield listedSchema.parse(row);
  };
}

const listedUploadSchema = uploadSchema.extend({ sequence: z.number() });
export type ListedUpload = z.infer<typeof listedUploadSchema>;

/** The uploads in progress in a bucket, the oldest of a key first. */
export function uploadRows(database: DatabaseSync, bucket: string): RowSource<ListedUpload> {
  return function* rows({ from, sequence = 0 }, until) {
    const statement = database.prepare(
      `SELECT * FROM uploads WHERE bucket = ? AND key >= ? AND key < ? AND (key > ? OR sequence > ?)
        ORDER BY key, sequence`,
    );
    for (const row of statement.iterate(bucket, from, until, from, sequence))
      yield listedUploadSchema.parse(row);
  };
}
