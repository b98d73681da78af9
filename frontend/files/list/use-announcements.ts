import { useEffect, useRef } from 'react';
import type { FileStatus, File as VaultFile } from '#contract';
import { useToast } from '../../design/feedback/toast.tsx';
import { t } from '../../locales/index.ts';

/** Tells when the server has finished a file, successfully or not. */
export function useAnnouncements(files: readonly VaultFile[]): void {
  const toast = useToast();
  const before = useRef<ReadonlyMap<string, FileStatus>>(new Map());
  useEffect(() => {
    for (const file of files) {
      const was = before.current.get(file.id);
      if (was === undefined || was === file.status) continue;
      if (file.status === 'encrypted') toast.tell(t.files.encryptedNews(file.name));
      if (file.status === 'rejected') toast.warn(t.files.rejectedNews(file.name));
      if (file.status === 'failed') toast.warn(t.files.failedNews(file.name));
    }
    before.current = new Map(files.map((file) => [file.id, file.status]));
  }, [files, toast]);
}
