import type { Upload } from '#contract';
import { ConnectionError, hasCode } from '../api/api-errors.ts';
import type { Call } from '../session/session.ts';
import type { UploadMemory } from './sending/remembered-uploads.ts';
import type { Sending } from './sending/send-file.ts';
import { StorageError } from './sending/upload-errors.ts';
import {
  findUpload,
  type LocalUpload,
  NO_UPLOADS,
  reduceUploads,
  type UploadEvent,
  type UploadsState,
} from './upload-state.ts';

/** Files that are sent at the same time; each sends a few parts at once. */
const FILES_AT_ONCE = 2;
/** The shortest time between two progress events: each renders the list. */
const PROGRESS_MS = 200;

/** What the engine does to the world outside its state. */
export interface UploadEffects {
  readonly call: Call;
  readonly sendFile: (upload: Upload, sending: Sending) => Promise<void>;
  readonly memory: UploadMemory;
  /**
   * Runs a task unless another tab of this browser is sending the same file.
   *
   * @throws UploadElsewhere
   */
  readonly withLock: <T>(fileId: string, task: () => Promise<T>) => Promise<T>;
  /** Ids of the files that some tab of this browser is sending. */
  readonly readLocks: () => Promise<ReadonlySet<string>>;
  readonly isOnline: () => boolean;
  /** Calls the listener whenever the browser is online again; returns what ends that. */
  readonly onOnline: (listener: () => void) => () => void;
  /** Milliseconds. */
  readonly now: () => number;
  readonly randomId: () => string;
  /** Loads the list of files again, after a file has arrived completely or was deleted. */
  readonly refreshList: () => Promise<void>;
}

export interface UploadEngine {
  readonly state: () => UploadsState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Starts an upload; with a `fileId`, continues one that was interrupted. Returns false if it is already running. */
  readonly add: (file: File, contentType: string, fileId?: string) => boolean;
  readonly pause: (id: string) => void;
  readonly resume: (id: string) => void;
  readonly retry: (id: string) => void;
  /** Stops an upload and deletes what arrived of it. */
  readonly cancel: (id: string) => Promise<void>;
  /** Removes the upload of a file that was deleted. */
  readonly forget: (fileId: string) => void;
  /** Reads which files the tabs of this browser are sending. */
  readonly readLocks: () => Promise<void>;
  /** Stops all uploads. What has arrived stays, and can be continued. */
  readonly close: () => void;
}

/**
 * Runs the uploads of this tab. `reduceUploads` owns their state; after every event `follow` starts what may be sent and
 * stops what may not.
 */
export function createUploadEngine(effects: UploadEffects): UploadEngine {
  const { call, memory } = effects;
  const listeners = new Set<() => void>();
  const running = new Map<string, AbortController>();
  let state = NO_UPLOADS;

  function dispatch(event: UploadEvent): void {
    const next = reduceUploads(state, event);
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
    follow();
  }

  /** An upload that was stopped keeps its place until its task has ended, so that no file is sent twice at once. */
  function follow(): void {
    for (const [id, stop] of running) {
      const phase = findUpload(state, id)?.phase;
      if (phase !== 'sending' && phase !== 'finishing') stop.abort();
    }
    while (running.size < FILES_AT_ONCE) {
      const next = state.uploads.find(({ id, phase }) => phase === 'waiting' && !running.has(id));
      if (next === undefined) return;
      void send(next);
    }
  }

  async function send(upload: LocalUpload): Promise<void> {
    const { id } = upload;
    const stop = new AbortController();
    running.set(id, stop);
    dispatch({ type: 'started', id });
    try {
      const { fileId, instructions } = await open(upload, stop.signal);
      await effects.withLock(fileId, async () => {
        const onBytes = progressOf(upload);
        await effects.sendFile(instructions, {
          call,
          fileId,
          body: upload.file,
          signal: stop.signal,
          onBytes,
        });
        await finish(id, fileId);
      });
    } catch (error) {
      await settle(id, error, stop.signal);
    } finally {
      running.delete(id);
      follow();
    }
  }

  /** Creates the file in the vault, or asks how to continue one that exists. */
  async function open(
    upload: LocalUpload,
    signal: AbortSignal,
  ): Promise<{ fileId: string; instructions: Upload }> {
    const { id, file, contentType, fileId } = upload;
    if (fileId !== undefined) {
      const renewed = await call('renewUpload', { params: { id: fileId } }, { signal });
      return { fileId, instructions: renewed.upload };
    }
    // Not stopped by the signal: without the answer, nothing could delete a file that was created.
    const body = { name: file.name, size: file.size, contentType };
    const created = await call('createFile', { body }, { idempotencyKey: id });
    if (findUpload(state, id) === undefined) {
      await call('deleteFile', { params: { id: created.file.id } });
      throw new DOMException('The upload was cancelled', 'AbortError');
    }
    memory.remember(created.file.id, file.lastModified);
    dispatch({ type: 'created', id, fileId: created.file.id });
    return { fileId: created.file.id, instructions: created.upload };
  }

  function progressOf({ id, file }: LocalUpload): (sent: number) => void {
    let toldAt = Number.NEGATIVE_INFINITY;
    return (sent) => {
      const now = effects.now();
      if (sent < file.size && now - toldAt < PROGRESS_MS) return;
      toldAt = now;
      dispatch({ type: 'progressed', id, sent });
    };
  }

  async function finish(id: string, fileId: string): Promise<void> {
    memory.forget(fileId);
    dispatch({ type: 'arrived', id });
    try {
      await effects.refreshList();
    } finally {
      dispatch({ type: 'listed', id });
    }
  }

  async function settle(id: string, error: unknown, signal: AbortSignal): Promise<void> {
    const fileId = findUpload(state, id)?.fileId;
    // The vault has all of the file and only its answer was lost: the list shows what became of it.
    if (fileId !== undefined && hasCode(error, 'upload_not_open')) return finish(id, fileId);
    // Paused, cancelled or closed: the state says so already.
    if (signal.aborted) return;
    if (!effects.isOnline() && isConnectionLost(error)) dispatch({ type: 'disconnected', id });
    else dispatch({ type: 'failed', id, error });
  }

  const stopListening = effects.onOnline(() => dispatch({ type: 'reconnected' }));
  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    add: (file, contentType, fileId) => {
      if (state.uploads.some((upload) => upload.contentType === contentType && isSameFile(upload.file, file)))
        return false;
      dispatch({ type: 'added', upload: { id: effects.randomId(), file, contentType, fileId } });
      return true;
    },
    pause: (id) => dispatch({ type: 'paused', id }),
    resume: (id) => dispatch({ type: 'resumed', id }),
    retry: (id) => dispatch({ type: 'retried', id }),
    cancel: async (id) => {
      const fileId = findUpload(state, id)?.fileId;
      dispatch({ type: 'cancelled', id });
      if (fileId === undefined) return;
      memory.forget(fileId);
      try {
        await call('deleteFile', { params: { id: fileId } });
      } catch (error) {
        if (!hasCode(error, 'file_not_found')) throw error;
      }
      await effects.refreshList();
    },
    forget: (fileId) => {
      memory.forget(fileId);
      dispatch({ type: 'deleted', fileId });
    },
    readLocks: async () => dispatch({ type: 'locks-read', fileIds: await effects.readLocks() }),
    close: () => {
      stopListening();
      dispatch({ type: 'closed' });
    },
  };
}

/** Whether two handles refer to the same file on disk, as far as a page can know. */
function isSameFile(one: File, other: File): boolean {
  return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
}

function isConnectionLost(error: unknown): boolean {
  return error instanceof ConnectionError || (error instanceof StorageError && error.status === 0);
}
