import { useCallback, useState } from 'react';
import type { Config, File as VaultFile } from '#contract';
import { useToast } from '../../design/feedback/toast.tsx';
import { rememberedUpload } from '../sending/remembered-uploads.ts';
import { useUploadEngine } from '../uploads-context.tsx';
import { declaredType, refusalOf } from './file-rules.ts';
import { matchUpload } from './match-upload.ts';

/** A file that the vault would not take, and why. */
export interface Refused {
  readonly key: string;
  readonly name: string;
  readonly reason: string;
}

export interface Intake {
  /** Checks files and begins to upload those that the vault takes; goes on with what a reload interrupted. */
  readonly take: (files: readonly File[]) => void;
  readonly refused: readonly Refused[];
  readonly dismiss: () => void;
}

/** @param interrupted - uploads that nobody is sending; a dropped file that is one of them goes on instead of anew */
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
            reason: reason ?? 'Its type is not known.',
          });
          continue;
        }
        const begun = interrupted.find(
          (upload) => matchUpload(upload, file, rememberedUpload(upload.id)) === 'same',
        );
        const added = engine.add(file, contentType, begun?.id);
        if (!added) toast.tell(`“${file.name}” is on its way already.`);
      }
      setRefused(found);
    },
    [config, engine, interrupted, toast],
  );

  return { take, refused, dismiss: useCallback(() => setRefused([]), []) };
}
