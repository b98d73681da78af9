import type { Me } from '#contract';
import { Section } from '../design/display/section.tsx';
import { ProgressBar } from '../design/feedback/progress-bar.tsx';
import { formatSize, plural } from '../locales/index.ts';

/** How much of the vault an account takes up. */
export function UsageOfVault({ me: { usage, quota } }: { me: Me }) {
  const share = Math.max(shareOf(usage.bytes, quota.bytes), shareOf(usage.files, quota.files));
  return (
    <Section
      title="Storage"
      hint={`${formatSize(usage.bytes)} of ${formatSize(quota.bytes)}, in ${plural(usage.files, 'file')} of at most ${new Intl.NumberFormat('en-GB').format(quota.files)}`}
    >
      <ProgressBar label="Storage in use" share={share} still={share < 0.9} />
    </Section>
  );
}

function shareOf(used: number, most: number): number {
  return most === 0 ? 1 : Math.min(1, used / most);
}
