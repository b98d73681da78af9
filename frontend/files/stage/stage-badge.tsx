import type { File as VaultFile } from '#contract';
import { Badge, type Tone } from '../../design/feedback/badge.tsx';
import { formatPercent, t } from '../../locales/index.ts';
import type { Stage } from './stage.ts';

const TONES: Readonly<Record<Stage, Tone>> = {
  sending: 'active',
  arriving: 'active',
  elsewhere: 'active',
  interrupted: 'warn',
  queued: 'active',
  encrypting: 'active',
  encrypted: 'good',
  rejected: 'danger',
  failed: 'danger',
};

/** The stage of a file in a word or two, with its progress. */
export function StageBadge({ file, stage }: { file: VaultFile; stage: Stage }) {
  const share =
    stage === 'encrypting' && file.progress !== undefined ? ` ${formatPercent(file.progress)}` : '';
  return (
    <Badge tone={TONES[stage]}>
      {labelOf(stage)}
      {share}
    </Badge>
  );
}

function labelOf(stage: Stage): string {
  switch (stage) {
    case 'sending':
      return t.files.statuses.uploading;
    case 'arriving':
      return t.files.uploaded;
    case 'elsewhere':
      return t.files.uploadingElsewhere;
    case 'interrupted':
      return t.files.interrupted;
    default:
      return t.files.statuses[stage];
  }
}
