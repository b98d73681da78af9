import type { Config, File as VaultFile } from '#contract';
import { useToast } from '../../design/feedback/toast.tsx';
import { formatSize, t } from '../../locales/index.ts';
import { rememberedChange } from '../sending/remembered-uploads.ts';
import { useUploadEngine } from '../uploads-context.tsx';
import { FilePicker } from './file-picker.tsx';
import { acceptList } from './file-rules.ts';
import { type Match, matchUpload } from './match-upload.ts';

/** Continues an upload that a reload or another device left unfinished. The owner has to choose the file again. */
export function ResumeUpload({ file, config }: { file: VaultFile; config: Config | undefined }) {
  const engine = useUploadEngine();
  const toast = useToast();

  function resume([chosen]: readonly File[]): void {
    if (chosen === undefined) return;
    const match = matchUpload(file, chosen, rememberedChange(file.id));
    if (match === 'same' || match === 'unknown') engine.add(chosen, file.contentType, file.id);
    else toast.warn(mismatch(match, file, chosen));
  }

  return (
    <FilePicker
      look="quiet"
      label={t.uploads.chooseFileName(file.name)}
      accept={config === undefined ? '' : acceptList(config)}
      onFiles={resume}
    >
      {t.uploads.chooseFile}
    </FilePicker>
  );
}

function mismatch(match: Exclude<Match, 'same' | 'unknown'>, file: VaultFile, chosen: File): string {
  switch (match) {
    case 'other-name':
      return t.uploads.mismatches.name(file.name);
    case 'other-size':
      return t.uploads.mismatches.size(formatSize(chosen.size), formatSize(file.size));
    case 'changed':
      return t.uploads.mismatches.changed;
  }
}
