import type { Config, File as VaultFile } from '#contract';
import { ResumeUpload } from '../../uploads/intake/resume-upload.tsx';
import { DecryptAction } from '../decryption/decrypt-action.tsx';
import type { Decryption } from '../decryption/decryption.ts';
import { RetryFile } from '../details/retry-file.tsx';
import type { Stage } from './stage.ts';

/** The main action of a file in its stage. */
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
  /** On the page of the file itself. */
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
