import type { File as VaultFile } from '#contract';
import { Badge, type Tone } from '../../design/feedback/badge.tsx';
import { formatShare } from '../../locales/index.ts';
import type { Stage } from './stage.ts';

const SHOWN: Readonly<Record<Stage, { tone: Tone; words: string }>> = {
  sending: { tone: 'active', words: 'Uploading' },
  arriving: { tone: 'active', words: 'Uploaded' },
  elsewhere: { tone: 'active', words: 'Uploading in another tab' },
  interrupted: { tone: 'warn', words: 'Interrupted' },
  queued: { tone: 'active', words: 'Queued' },
  encrypting: { tone: 'active', words: 'Encrypting' },
  encrypted: { tone: 'good', words: 'Encrypted' },
  rejected: { tone: 'danger', words: 'Rejected' },
  failed: { tone: 'danger', words: 'Failed' },
};

export function StageBadge({ file, stage }: { file: VaultFile; stage: Stage }) {
  const { tone, words } = SHOWN[stage];
  const share = stage === 'encrypting' && file.progress !== undefined ? ` ${formatShare(file.progress)}` : '';
  return (
    <Badge tone={tone}>
      {words}
      {share}
    </Badge>
  );
}
