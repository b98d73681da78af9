import type { Config, FileErrorCode, File as VaultFile } from '#contract';
import { allowedLabels } from '../../uploads/intake/file-rules.ts';
import type { Stage } from './stage.ts';

/** What somebody can do about a file that the vault turned away. */
function advice(code: FileErrorCode | undefined, config: Config | undefined): string {
  switch (code) {
    case 'content_mismatch':
      return config === undefined
        ? 'Save the file under its right type and upload it again.'
        : `Save it as a real ${allowedLabels(config)} file and upload it again.`;
    case 'size_mismatch':
    case 'checksum_mismatch':
    case 'parts_refused':
    case 'source_changed':
    case 'source_missing':
      return 'Delete this entry and upload the file again.';
    default:
      return 'Try again; if it fails once more, tell whoever runs this vault the code.';
  }
}

/** Why a file is not encrypted and what one can do; nothing where all is well. */
export function Trouble({
  file,
  stage,
  config,
}: {
  file: VaultFile;
  stage: Stage;
  config: Config | undefined;
}) {
  if (stage === 'interrupted') {
    return (
      <p className="text-muted text-small">
        Not all of it has arrived, and this page is not sending it. What has arrived is kept: choose the same
        file again and it goes on from there.
      </p>
    );
  }
  if (stage !== 'rejected' && stage !== 'failed') return null;
  return (
    <p className="text-small">
      <span className="text-danger">{file.error?.title ?? 'The file could not be processed'}.</span>{' '}
      <span className="text-muted">{advice(file.error?.code, config)}</span>{' '}
      {file.error !== undefined && <span className="text-code">{file.error.code}</span>}
    </p>
  );
}
