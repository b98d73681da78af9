import { t } from '../locales/index.ts';
import { PASSWORD_LENGTH, type Strength } from './password-strength.ts';

const BARS: Readonly<Record<Strength, { steps: number; fill: string }>> = {
  'too-short': { steps: 0, fill: '' },
  'too-long': { steps: 0, fill: '' },
  weak: { steps: 1, fill: 'bg-warn' },
  fair: { steps: 2, fill: 'bg-accent' },
  strong: { steps: 3, fill: 'bg-accent' },
};

/** The strength of a password while it is typed. */
export function StrengthMeter({ strength, length }: { strength: Strength; length: number }) {
  const { steps, fill } = BARS[strength];
  return (
    <div className="pt-1">
      <div className="mb-1.5 grid grid-cols-3 gap-1" aria-hidden="true">
        {[1, 2, 3].map((step) => (
          <span
            key={step}
            className={`h-1 rounded-full transition-colors ${step <= steps ? fill : 'bg-line'}`}
          />
        ))}
      </div>
      <p aria-live="polite">{adviceOn(strength, length)}</p>
    </div>
  );
}

function adviceOn(strength: Strength, length: number): string {
  const { least, most } = PASSWORD_LENGTH;
  switch (strength) {
    case 'too-short':
      return length === 0
        ? t.credentials.lengthRule(least, most)
        : `${t.credentials.missing(least - length)} ${t.credentials.lengthRule(least, most)}`;
    case 'too-long':
      return t.credentials.tooLong(most);
    default:
      return t.credentials[strength];
  }
}
