import { t } from '../../locales/index.ts';

const CENTRE = { x: 16, y: 16.6 };
const RADIUS = 13.2;
/** How far each bar extends past its corner, so that the ring looks like a closing aperture. */
const PAST = 0.1;
const SHORT = 0.23;

/** The logo: five bars that close around a core. */
export function Mark({ className = '' }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true">
      <path d={bars()} fill="none" stroke="currentColor" strokeWidth={3.6} strokeLinecap="round" />
      <circle cx={CENTRE.x} cy={CENTRE.y} r={3.7} fill="currentColor" />
    </svg>
  );
}

export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2.5 text-ink">
      <Mark className="size-7 text-accent" />
      <span className="font-semibold text-title tracking-tight">{t.product}</span>
    </span>
  );
}

function bars(): string {
  const corners = [0, 1, 2, 3, 4].map((index) => {
    const angle = (index / 5) * 2 * Math.PI - Math.PI / 2;
    return { x: CENTRE.x + RADIUS * Math.cos(angle), y: CENTRE.y + RADIUS * Math.sin(angle) };
  });
  return corners
    .map((corner, index) => {
      const next = corners[(index + 1) % corners.length] ?? corner;
      const at = (share: number) =>
        `${(corner.x + (next.x - corner.x) * share).toFixed(2)} ${(corner.y + (next.y - corner.y) * share).toFixed(2)}`;
      return `M${at(SHORT / 2 - PAST / 2)}L${at(1 - SHORT)}`;
    })
    .join('');
}
