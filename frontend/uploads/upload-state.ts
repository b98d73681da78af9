/** An upload of this tab. `phaseChanges` lists how its phase can change. */
export type LocalUpload = UploadFacts &
  (
    | {
        /**
         * - `waiting`: for its turn
         * - `sending`: its bytes are on their way
         * - `offline`: for the connection
         * - `finishing`: the vault has all bytes; the list of files does not show it yet
         */
        readonly phase: 'waiting' | 'sending' | 'paused' | 'offline' | 'finishing';
      }
    | { readonly phase: 'failed'; readonly error: unknown }
  );

export type UploadPhase = LocalUpload['phase'];

interface UploadFacts {
  /** Also the idempotency key with which the file is created. */
  readonly id: string;
  readonly file: File;
  /** The media type to declare. */
  readonly contentType: string;
  /** The file's id in the vault, once it has one. */
  readonly fileId: string | undefined;
  /** Bytes that were sent. Never decreases, although a part that failed is sent again. */
  readonly sent: number;
}

/** All that this tab knows of uploads. */
export interface UploadsState {
  /** In the order in which they were added. */
  readonly uploads: readonly LocalUpload[];
  /** Ids of the files whose bytes were all sent from this tab. */
  readonly arrived: ReadonlySet<string>;
  /** Ids of the files that some tab of this browser was sending when the locks were last read. */
  readonly locked: ReadonlySet<string>;
}

export const NO_UPLOADS: UploadsState = { uploads: [], arrived: new Set(), locked: new Set() };

export type UploadEvent =
  | { readonly type: 'added'; readonly upload: Omit<UploadFacts, 'sent'> }
  | { readonly type: 'started' | 'paused' | 'resumed' | 'retried'; readonly id: string }
  /** The vault has a record of the file. */
  | { readonly type: 'created'; readonly id: string; readonly fileId: string }
  | { readonly type: 'progressed'; readonly id: string; readonly sent: number }
  | { readonly type: 'disconnected'; readonly id: string }
  /** The browser is online again. */
  | { readonly type: 'reconnected' }
  | { readonly type: 'failed'; readonly id: string; readonly error: unknown }
  /** The vault has all bytes of the file. */
  | { readonly type: 'arrived'; readonly id: string }
  /** The list of files shows what became of the upload. */
  | { readonly type: 'listed' | 'cancelled'; readonly id: string }
  /** The file was deleted, on whichever page. */
  | { readonly type: 'deleted'; readonly fileId: string }
  | { readonly type: 'locks-read'; readonly fileIds: ReadonlySet<string> }
  /** The account signed out, or the page is gone. */
  | { readonly type: 'closed' };

type Change = { readonly from: readonly UploadPhase[]; readonly to: Exclude<UploadPhase, 'failed'> };

/** Which event leads from which phases to which. In any other phase the event changes nothing: it came too late. */
export const phaseChanges = {
  started: { from: ['waiting'], to: 'sending' },
  paused: { from: ['waiting', 'sending', 'offline'], to: 'paused' },
  resumed: { from: ['paused'], to: 'waiting' },
  disconnected: { from: ['sending'], to: 'offline' },
  reconnected: { from: ['offline'], to: 'waiting' },
  retried: { from: ['failed'], to: 'waiting' },
  // Also while paused: the last answer may cross with the press of the button.
  arrived: { from: ['sending', 'paused'], to: 'finishing' },
} as const satisfies Record<string, Change>;

/** The state after an event. Returns the same object when nothing changed. */
export function reduceUploads(state: UploadsState, event: UploadEvent): UploadsState {
  switch (event.type) {
    case 'added': {
      const upload: LocalUpload = { ...event.upload, sent: 0, phase: 'waiting' };
      return { ...state, uploads: [...state.uploads, upload] };
    }
    case 'started':
    case 'paused':
    case 'resumed':
    case 'disconnected':
    case 'retried':
      return change(state, event.id, (upload) => moved(upload, phaseChanges[event.type]));
    case 'reconnected':
      return changeAll(state, (upload) => moved(upload, phaseChanges.reconnected));
    case 'created':
      return change(state, event.id, (upload) => ({ ...upload, fileId: event.fileId }));
    case 'progressed':
      return change(state, event.id, (upload) => advanced(upload, event.sent));
    case 'failed':
      return change(state, event.id, (upload) =>
        upload.phase === 'sending' ? { ...upload, phase: 'failed', error: event.error } : upload,
      );
    case 'arrived': {
      const next = change(state, event.id, (upload) => moved(upload, phaseChanges.arrived));
      const fileId = findUpload(next, event.id)?.fileId;
      if (next === state || fileId === undefined) return next;
      return { ...next, arrived: new Set([...state.arrived, fileId]) };
    }
    case 'listed':
    case 'cancelled':
      return without(state, ({ id }) => id === event.id);
    case 'deleted':
      return without(state, ({ fileId }) => fileId === event.fileId);
    case 'locks-read':
      return isSameSet(state.locked, event.fileIds) ? state : { ...state, locked: event.fileIds };
    case 'closed':
      return NO_UPLOADS;
  }
}

export function findUpload(state: UploadsState, id: string): LocalUpload | undefined {
  return state.uploads.find((upload) => upload.id === id);
}

/**
 * Where the bytes of a file that is `uploading` come from:
 *
 * - `here`: this tab is sending them
 * - `arrived`: this tab has sent all of them, and the server has not looked yet
 * - `elsewhere`: another tab of this browser is sending them
 * - `interrupted`: no tab of this browser is sending them
 */
export type UploadSource = 'here' | 'arrived' | 'elsewhere' | 'interrupted';

export function sourceOf(state: UploadsState, fileId: string): UploadSource {
  if (state.arrived.has(fileId)) return 'arrived';
  if (state.uploads.some((upload) => upload.fileId === fileId)) return 'here';
  return state.locked.has(fileId) ? 'elsewhere' : 'interrupted';
}

function moved(upload: LocalUpload, { from, to }: Change): LocalUpload {
  if (!from.includes(upload.phase)) return upload;
  const { id, file, contentType, fileId, sent } = upload;
  return { id, file, contentType, fileId, sent, phase: to };
}

function advanced(upload: LocalUpload, sent: number): LocalUpload {
  const most = Math.min(sent, upload.file.size);
  return upload.phase === 'sending' && most > upload.sent ? { ...upload, sent: most } : upload;
}

function change(state: UploadsState, id: string, next: (upload: LocalUpload) => LocalUpload): UploadsState {
  return changeAll(state, (upload) => (upload.id === id ? next(upload) : upload));
}

function changeAll(state: UploadsState, next: (upload: LocalUpload) => LocalUpload): UploadsState {
  const uploads = state.uploads.map(next);
  return uploads.every((upload, index) => upload === state.uploads[index]) ? state : { ...state, uploads };
}

function without(state: UploadsState, leaves: (upload: LocalUpload) => boolean): UploadsState {
  const uploads = state.uploads.filter((upload) => !leaves(upload));
  return uploads.length === state.uploads.length ? state : { ...state, uploads };
}

function isSameSet(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((item) => other.has(item));
}
