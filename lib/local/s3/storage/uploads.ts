import { type Part, partSchema, type Upload, uploadSchema } from './schemas.ts';
import type { Store } from './store.ts';

/** Multipart uploads in progress. Changes must run inside a transaction of the store. */
export interface Uploads {
  create(upload: Upload): void;
  find(bucket: string, key: string, id: string): Upload | undefined;
  /** Replaces an earlier part of the number. */
  putPart(uploadId: string, part: Part): void;
  /** Parts after a number, ascending. */
  parts(uploadId: string, after: number, limit: number): Part[];
  /** Ends the upload and releases the files of its parts. */
  remove(uploadId: string): void;
}

export function createUploads(store: Store): Uploads {
  const { database } = store;
  const statements = {
    create: database.prepare(
      `INSERT INTO uploads (id, bucket, key, initiated, properties, algorithm, type)
        VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ),
    find: database.prepare('SELECT * FROM uploads WHERE id = ? AND bucket = ? AND key = ?'),
    remove: database.prepare('DELETE FROM uploads WHERE id = ?'),
    part: database.prepare('SELECT * FROM parts WHERE upload = ? AND number = ?'),
    putPart: database.prepare(
      `INSERT OR REPLACE INTO parts (upload, number, size, etag, modified, checksum, declared, segments)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    parts: database.prepare('SELECT * FROM parts WHERE upload = ? AND number > ? ORDER BY number LIMIT ?'),
    removeParts: database.prepare('DELETE FROM parts WHERE upload = ? RETURNING *'),
  };

  return {
    create: (upload) => {
      statements.create.run(
        upload.id,
        upload.bucket,
        Buffer.from(upload.key),
        upload.initiated,
        JSON.stringify(upload.properties),
        upload.algorithm,
        upload.type,
      );
    },
    find: (bucket, key, id) => {
      const row = statements.find.get(id, bucket, Buffer.from(key));
      return row === undefined ? undefined : uploadSchema.parse(row);
    },
    putPart: (uploadId, part) => {
      const replaced = statements.part.get(uploadId, part.number);
      store.retain(part.segments);
      if (replaced) store.release(partSchema.parse(replaced).segments);
      statements.putPart.run(
        uploadId,
        part.number,
        part.size,
        part.etag,
        part.modified,
        part.checksum,
        JSON.stringify(part.declared),
        JSON.stringify(part.segments),
      );
    },
    parts: (uploadId, after, limit) =>
      statements.parts.all(uploadId, after, limit).map((row) => partSchema.parse(row)),
    remove: (uploadId) => {
      for (const row of statements.removeParts.all(uploadId)) store.release(partSchema.parse(row).segments);
      statements.remove.run(uploadId);
    },
  };
}
