import { useCallback, useState } from 'react';
import type { Config, File as VaultFile } from '#contract';
import { useToast } from '../../design/feedback/toast.tsx';
import { t } from '../../locales/index.ts';
import { rememberedChange } from '../sending/remembered-uploads.ts';
import { useUploadEngine } from '../uploads-context.tsx';
import { allowedLabels, declaredType, refusalOf } from './file-rules.ts';
import { matchUpload } from './match-upload.ts';

/** A file that the vault would not accept, and why. */
export interface Refused {
  readonly key: string;
  readonly name: string;
  readonly reason: string;
}

export interface Intake {
  /** Checks files and uploads those that the vault accepts. Continues uploads that a reload interrupted. */
  readonly take: (files: readonly File[]) => void;
  readonly refused: readonly Refused[];
  readonly dismiss: () => void;
}

/** @param interrupted - unfinished uploads that no tab is sending; a dropped file that matches one continues it */
export function useIntake(config: Config | undefined, interrupted: readonly VaultFile[]): Intake {
  const engine = useUploadEngine();
  const toast = useToast();
  const [refused, setRefused] = useState<readonly Refused[]>([]);

  const take = useCallback(
    (files: readonly File[]) => {
      if (config === undefined) return;
      const found: Refused[] = [];
      for (const file of files) {
        const reason = refusalOf(file, config);
        const contentType = declaredType(file, config);
        if (reason !== undefined || contentType === undefined) {
          found.push({
            key: crypto.randomUUID(),
            name: file.name,
            reason: reason ?? t.uploads.refusals.type(allowedLabels(config)),
          });
          continue;
        }
        const unfinished = interrupted.find(
          (upload) => matchUpload(upload, file, rememberedChange(upload.id)) === 'same',
        );
        const added = engine.add(file, contentType, unfinished?.id);
        if (!added) toast.tell(t.uploads.alreadyUploading(file.name));
      }
      setRefused(found);
    },
    [config, engine, interrupted, toast],
  );

  return { take, refused, dismiss: useCallback(() => setRefused([]), []) };
}
