import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import { fileKeys } from '../api/query-keys.ts';
import { useLeaveGuard } from '../design/browser/downloads.ts';
import type { Call } from '../session/session.ts';
import { useCall } from '../session/session-context.tsx';
import { putBlob } from './sending/put-blob.ts';
import { rememberedUploads } from './sending/remembered-uploads.ts';
import { sendBytes } from './sending/send-bytes.ts';
import { sendFile } from './sending/send-file.ts';
import { readUploadLocks, withUploadLock } from './sending/upload-locks.ts';
import { createUploadEngine, type UploadEngine } from './upload-engine.ts';
import { type LocalUpload, sourceOf, type UploadSource, type UploadsState } from './upload-state.ts';

/** How often the locks of other tabs are read while a file is uploading that this tab does not send. */
const LOCKS_MS = 3000;

const UploadsContext = createContext<UploadEngine | undefined>(undefined);

/** Keeps the uploads of this tab, on whichever page, while the account is signed in. */
export function UploadsProvider({ children }: { children: ReactNode }) {
  const call = useCall();
  const queries = useQueryClient();
  const [engine, setEngine] = useState<UploadEngine>();

  useEffect(() => {
    const opened = openEngine(call, queries);
    setEngine(opened);
    return opened.close;
  }, [call, queries]);

  if (engine === undefined) return null;
  return (
    <UploadsContext value={engine}>
      <LeaveGuard />
      {children}
    </UploadsContext>
  );
}

function openEngine(call: Call, queries: QueryClient): UploadEngine {
  const isOnline = () => navigator.onLine;
  const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
  return createUploadEngine({
    call,
    sendFile: (upload, sending) =>
      sendFile(upload, sending, (shipment) => sendBytes(shipment, { put: putBlob, pause, isOnline })),
    memory: rememberedUploads,
    withLock: withUploadLock,
    readLocks: readUploadLocks,
    isOnline,
    onOnline: (listener) => {
      addEventListener('online', listener);
      return () => removeEventListener('online', listener);
    },
    now: Date.now,
    randomId: () => crypto.randomUUID(),
    refreshList: () => queries.invalidateQueries({ queryKey: fileKeys.list }),
  });
}

export function useUploadEngine(): UploadEngine {
  const engine = useContext(UploadsContext);
  if (engine === undefined) throw new Error('useUploadEngine needs an UploadsProvider above it');
  return engine;
}

function useUploadsState<T>(select: (state: UploadsState) => T): T {
  const engine = useUploadEngine();
  return useSyncExternalStore(engine.subscribe, () => select(engine.state()));
}

/** The uploads of this tab, newest first. */
export function useUploads(): readonly LocalUpload[] {
  const uploads = useUploadsState((state) => state.uploads);
  return useMemo(() => uploads.toReversed(), [uploads]);
}

/** Ids of the files whose bytes were all sent from this tab. */
export function useArrivedUploads(): ReadonlySet<string> {
  return useUploadsState((state) => state.arrived);
}

/**
 * Where the bytes of files that are `uploading` come from.
 *
 * @param wanted - whether there is such a file
 */
export function useUploadSource(wanted: boolean): (fileId: string) => UploadSource {
  const { readLocks } = useUploadEngine();
  const state = useUploadsState((all) => all);
  useEffect(() => {
    if (!wanted) return;
    void readLocks();
    const timer = setInterval(() => void readLocks(), LOCKS_MS);
    return () => clearInterval(timer);
  }, [wanted, readLocks]);
  return useCallback((fileId) => sourceOf(state, fileId), [state]);
}

/** Asks before the tab is closed while uploads are unfinished. */
function LeaveGuard() {
  useLeaveGuard(useUploadsState((state) => state.uploads.length > 0));
  return null;
}
