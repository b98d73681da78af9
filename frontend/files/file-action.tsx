import type { Config, File as VaultFile } from '#contract';
import { ResumeUpload } from '../uploads/resume-upload.tsx';
import { DecryptAction } from './decrypt-action.tsx';
import type { Decryption } from './decryption.ts';
import type { Stage } from './progress-of-file.ts';
import { RetryFile } from './retry-file.tsx';

/** The one thing that a file's stage asks for. */
export function FileAction({
  file,
  stage,
  decryption,
  config,
  prominent = false,
}: {
  file: VaultFile;
  stage: Stage;
  decryption: Decryption | undefined;
  config: Config | undefined;
  /** The page is about this file alone. */
  prominent?: boolean;
}) {
  switch (stage) {
    case 'encrypted':
      return <DecryptAction file={file} decryption={decryption} prominent={prominent} />;
    case 'interrupted':
      return <ResumeUpload file={file} config={config} />;
    case 'failed':
      return <RetryFile file={file} />;
    default:
      return null;
  }
}
