import { useEffect, useRef } from 'react';
import type { FileStatus, File as VaultFile } from '#contract';
import { useToast } from '../../design/feedback/toast.tsx';

/** Tells when a file that the server was at work on came to an end, good or bad. */
export function useAnnouncements(files: readonly VaultFile[]): void {
  const toast = useToast();
  const before = useRef<ReadonlyMap<string, FileStatus>>(new Map());
  useEffect(() => {
    for (const file of files) {
      const was = before.current.get(file.id);
      if (was === undefined || was === file.status) continue;
      if (file.status === 'encrypted') toast.tell(`“${file.name}” is encrypted.`);
      if (file.status === 'rejected') toast.warn(`“${file.name}” was rejected.`);
      if (file.status === 'failed') toast.warn(`“${file.name}” could not be encrypted.`);
    }
    before.current = new Map(files.map((file) => [file.id, file.status]));
  }, [files, toast]);
}
