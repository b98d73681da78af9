import Uppy, { type Body, EventManager, type Meta, RestrictionError, type UppyFile } from '@uppy/core';
import { TaskQueue } from '@uppy/core/utils';
import type { Upload } from '#contract';
import { ConnectionError, hasCode } from '../api/api-errors.ts';
import type { Call } from '../session/session.ts';
import { explainUpload, type UploadFailure } from './explain-upload.ts';
import { forgetUpload, rememberUpload } from './sending/remembered-uploads.ts';
import { StorageError } from './sending/send-bytes.ts';
import { sendFile } from './sending/send-file.ts';
import { holdUpload } from './sending/upload-locks.ts';

/** Files that are sent at the same time; each sends a few parts at once. */
const FILES_AT_ONCE = 2;

/** What we keep with each file of Uppy's. */
interface UploadMeta extends Meta {
  readonly contentType: string;
  /** Makes a repeated POST /files create one file. */
  readonly idempotencyKey: string;
  /** The file's id in the vault, once it has one. */
  readonly fileId?: string;
  readonly failure?: UploadFailure | undefined;
  readonly offline?: boolean;
}

export type UploadFile = UppyFile<UploadMeta, Body>;

export interface UploadEngine {
  readonly uppy: Uppy<UploadMeta, Body>;
  /** Begins an upload; with a `fileId`, goes on with one that was interrupted. False if it is under way already. */
  readonly add: (file: File, contentType: string, fileId?: string) => boolean;
  /** Stops an upload and removes what arrived of it. */
  readonly cancel: (id: string) => Promise<void>;
  readonly retry: (id: string) => void;
  /** Ids of the files whose bytes were sent from here in full. */
  readonly arrived: ReadonlySet<string>;
  readonly close: () => void;
}

type Outcome = 'done' | 'paused' | 'offline' | 'failed' | 'gone';

/**
 * Uppy keeps the files, their progress and their pauses; the bytes go by our own uploader. `@uppy/aws-s3` 6 creates
 * and completes multipart uploads itself, in the browser, while here the server does both: it pins what arrived.
 *
 * @param onChange - called when the vault has all of a file, or nothing of it any more; brings the list up to date
 */
export function createUploadEngine(call: Call, onChange: () => Promise<void>): UploadEngine {
  const uppy = new Uppy<UploadMeta, Body>({ autoProceed: true });
  const queue = new TaskQueue({ concurrency: FILES_AT_ONCE });
  const arrived = new Set<string>();
  uppy.setState({ capabilities: { ...uppy.getState().capabilities, resumableUploads: true } });
  uppy.addUploader(async (ids) => {
    await Promise.allSettled(ids.map(send));
  });

  function note(id: string, news: Partial<UploadMeta>): void {
    uppy.setFileMeta(id, { ...uppy.getFile(id).meta, ...news });
  }

  async function send(id: string): Promise<void> {
    for (;;) {
      const outcome = await queue.add(() => attempt(id));
      if (outcome === 'paused') await resumed(id);
      else if (outcome === 'offline') await online(id);
      else return;
    }
  }

  async function attempt(id: string): Promise<Outcome> {
    const file = uppy.getFile(id);
    if (file === undefined) return 'gone';
    if (file.isPaused) return 'paused';
    if (file.progress.uploadStarted === null) uppy.emit('upload-start', [file]);
    note(id, { failure: undefined });
    const stop = new AbortController();
    const events = new EventManager(uppy);
    events.onFilePause(id, (paused) => paused && stop.abort());
    events.onFileRemove(id, () => stop.abort());
    try {
      const { fileId, upload } = await begin(file, stop.signal);
      await holdUpload(fileId, () => transfer(file, fileId, upload, stop.signal));
      return 'done';
    } catch (error) {
      const begun = uppy.getFile(id)?.meta.fileId;
      if (begun === undefined || !hasCode(error, 'upload_not_open')) return settle(id, error);
      // The vault has all of it, just its answer was lost: the list says what became of the file.
      await finish(file, begun);
      return 'done';
    } finally {
      events.remove();
    }
  }

  async function begin(file: UploadFile, signal: AbortSignal): Promise<{ fileId: string; upload: Upload }> {
    const { contentType, idempotencyKey, fileId: begun } = file.meta;
    if (begun !== undefined) {
      const { upload } = await call('renewUpload', { params: { id: begun } }, { signal });
      return { fileId: begun, upload };
    }
    // Not stopped by the signal: a file that was created must be known, or nobody could remove it.
    const body = { name: file.name, size: file.data?.size ?? 0, contentType };
    const created = await call('createFile', { body }, { idempotencyKey });
    const { id: fileId } = created.file;
    if (uppy.getFile(file.id) === undefined) {
      await call('deleteFile', { params: { id: fileId } });
      throw new DOMException('Cancelled', 'AbortError');
    }
    if (file.data instanceof File) rememberUpload(fileId, file.data.lastModified);
    note(file.id, { fileId });
    return { fileId, upload: created.upload };
  }

  async function transfer(
    file: UploadFile,
    fileId: string,
    upload: Upload,
    signal: AbortSignal,
  ): Promise<void> {
    if (!(file.data instanceof Blob)) throw new Error('Only local files are uploaded');
    const body = file.data;
    await sendFile(upload, {
      call,
      fileId,
      body,
      signal,
      onBytes: (bytesUploaded) =>
        uppy.emit('upload-progress', file, {
          uploadStarted: file.progress.uploadStarted ?? 0,
          bytesUploaded: Math.min(bytesUploaded, body.size),
          bytesTotal: body.size,
        }),
    });
    await finish(file, fileId);
  }

  async function finish(file: UploadFile, fileId: string): Promise<void> {
    forgetUpload(fileId);
    arrived.add(fileId);
    uppy.emit('upload-success', file, { status: 200 });
    await onChange();
    uppy.removeFile(file.id);
  }

  function settle(id: string, error: unknown): Outcome {
    const file = uppy.getFile(id);
    if (file === undefined) return 'gone';
    if (file.isPaused) return 'paused';
    if (!navigator.onLine && lostConnection(error)) return 'offline';
    note(id, { failure: explainUpload(error) });
    uppy.emit('upload-error', file, error instanceof Error ? error : new Error(String(error)));
    return 'failed';
  }

  function resumed(id: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const events = new EventManager(uppy);
    events.onFilePause(id, (paused) => !paused && resolve());
    events.onFileRemove(id, () => resolve());
    return promise.finally(() => events.remove());
  }

  async function online(id: string): Promise<void> {
    note(id, { offline: true });
    if (!navigator.onLine) {
      await new Promise((resolve) => addEventListener('online', resolve, { once: true }));
    }
    if (uppy.getFile(id) !== undefined) note(id, { offline: false });
  }

  return {
    uppy,
    arrived,
    add: (file, contentType, fileId) => {
      const meta = {
        contentType,
        idempotencyKey: crypto.randomUUID(),
        ...(fileId !== undefined && { fileId }),
      };
      try {
        uppy.addFile({ name: file.name, type: contentType, data: file, meta });
        return true;
      } catch (error) {
        // Uppy knows a file by name, type, size and time of change, and refuses to have it twice.
        if (error instanceof RestrictionError) return false;
        throw error;
      }
    },
    cancel: async (id) => {
      const fileId = uppy.getFile(id)?.meta.fileId;
      uppy.removeFile(id);
      if (fileId === undefined) return;
      forgetUpload(fileId);
      try {
        await call('deleteFile', { params: { id: fileId } });
      } catch (error) {
        if (!hasCode(error, 'file_not_found')) throw error;
      }
      await onChange();
    },
    retry: (id) => void uppy.retryUpload(id),
    close: () => uppy.destroy(),
  };
}

function lostConnection(error: unknown): boolean {
  return error instanceof ConnectionError || (error instanceof StorageError && error.status === 0);
}
