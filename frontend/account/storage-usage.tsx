import type { Me } from '#contract';
import { Section } from '../design/display/section.tsx';
import { ProgressBar } from '../design/feedback/progress-bar.tsx';
import { formatSize, t } from '../locales/index.ts';

/** The storage that an account uses. */
export function StorageUsage({ me: { usage, quota } }: { me: Me }) {
  const share = Math.max(shareOf(usage.bytes, quota.bytes), shareOf(usage.files, quota.files));
  return (
    <Section
      title={t.account.storage.title}
      hint={t.account.storage.usage(
        formatSize(usage.bytes),
        formatSize(quota.bytes),
        usage.files,
        quota.files,
      )}
    >
      <ProgressBar label={t.account.storage.bar} share={share} still={share < 0.9} />
    </Section>
  );
}

function shareOf(used: number, most: number): number {
  return most === 0 ? 1 : Math.min(1, used / most);
}
