import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { fileKeys } from '../api/query-keys.ts';
import { useLeaveGuard } from '../design/browser/downloads.ts';
import { useCall } from '../session/session-context.tsx';
import { createUploadEngine, type UploadEngine } from './upload-engine.ts';
import { type UploadView, viewUpload } from './view-upload.ts';

const UploadsContext = createContext<UploadEngine | undefined>(undefined);

/** Keeps the uploads of this tab, whichever page is shown, for as long as somebody is signed in. */
export function UploadsProvider({ children }: { children: ReactNode }) {
  const call = useCall();
  const queries = useQueryClient();
  const [engine, setEngine] = useState<UploadEngine>();

  useEffect(() => {
    const opened = createUploadEngine(call, () => queries.invalidateQueries({ queryKey: fileKeys.list }));
    setEngine(opened);
    return opened.close;
  }, [call, queries]);

  if (engine === undefined) return null;
  return (
    <UploadsContext value={engine}>
      <LeaveGuard engine={engine} />
      {children}
    </UploadsContext>
  );
}

export function useUploadEngine(): UploadEngine {
  const engine = useContext(UploadsContext);
  if (engine === undefined) throw new Error('useUploadEngine needs an UploadsProvider above it');
  return engine;
}

/** The uploads of this tab, newest first. */
export function useUploads(): readonly UploadView[] {
  const files = useUppyFiles(useUploadEngine());
  return Object.values(files).map(viewUpload).reverse();
}

function useUppyFiles({ uppy }: UploadEngine) {
  const subscribe = (listener: () => void) => {
    uppy.on('state-update', listener);
    return () => {
      uppy.off('state-update', listener);
    };
  };
  return useSyncExternalStore(subscribe, () => uppy.getState().files);
}

/** Asks before the tab is closed while bytes are on their way. */
function LeaveGuard({ engine }: { engine: UploadEngine }) {
  useLeaveGuard(Object.keys(useUppyFiles(engine)).length > 0);
  return null;
}
