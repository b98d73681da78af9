import type { Config, FileErrorCode, File as VaultFile } from '#contract';
import { t } from '../../locales/index.ts';
import { allowedLabels } from '../../uploads/intake/file-rules.ts';
import type { Stage } from './stage.ts';

/** What to do about a file that the vault rejected or could not encrypt. */
function advice(code: FileErrorCode | undefined, config: Config | undefined): string {
  switch (code) {
    case 'content_mismatch':
      return config === undefined
        ? t.files.advice.saveAsRightType
        : t.files.advice.saveAs(allowedLabels(config));
    case 'size_mismatch':
    case 'checksum_mismatch':
    case 'parts_refused':
    case 'source_changed':
    case 'source_missing':
      return t.files.advice.uploadAgain;
    default:
      return t.files.advice.tryAgain;
  }
}

/** Why a file is not encrypted, and what to do. Renders nothing if there is no problem. */
export function ProblemNote({
  file,
  stage,
  config,
}: {
  file: VaultFile;
  stage: Stage;
  config: Config | undefined;
}) {
  if (stage === 'interrupted') {
    return <p className="text-muted text-small">{t.files.interruptedAdvice}</p>;
  }
  if (stage !== 'rejected' && stage !== 'failed') return null;
  return (
    <p className="text-small">
      <span className="text-danger">
        {t.errors.sentence(t.errors.ofFile[file.error?.code ?? 'processing_failed'])}
      </span>{' '}
      <span className="text-muted">{advice(file.error?.code, config)}</span>{' '}
      {file.error !== undefined && <span className="text-code">{file.error.code}</span>}
    </p>
  );
}
