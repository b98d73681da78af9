import type { Config, File as VaultFile } from '#contract';
import { useToast } from '../../design/feedback/toast.tsx';
import { formatSize } from '../../locales/index.ts';
import { rememberedUpload } from '../sending/remembered-uploads.ts';
import { useUploadEngine } from '../uploads-context.tsx';
import { FilePicker } from './file-picker.tsx';
import { acceptList } from './file-rules.ts';
import { type Match, matchUpload } from './match-upload.ts';

/** Goes on with an upload that a reload or another device left unfinished: only its owner can hand the file over again. */
export function ResumeUpload({ file, config }: { file: VaultFile; config: Config | undefined }) {
  const engine = useUploadEngine();
  const toast = useToast();

  function resume([chosen]: readonly File[]): void {
    if (chosen === undefined) return;
    const match = matchUpload(file, chosen, rememberedUpload(file.id));
    if (match === 'same' || match === 'unknown') engine.add(chosen, file.contentType, file.id);
    else toast.warn(mismatch(match, file, chosen));
  }

  return (
    <FilePicker
      look="quiet"
      label={`Choose file to resume ${file.name}`}
      accept={config === undefined ? '' : acceptList(config)}
      onFiles={resume}
    >
      Choose file
    </FilePicker>
  );
}

function mismatch(match: Exclude<Match, 'same' | 'unknown'>, file: VaultFile, chosen: File): string {
  return {
    'other-name': `This upload was begun with “${file.name}”. Choose that file.`,
    'other-size': `The file you chose has ${formatSize(chosen.size)}; the upload was begun with ${formatSize(file.size)}.`,
    changed: 'This file was changed since the upload began. Delete the upload and add the file again.',
  }[match];
}
