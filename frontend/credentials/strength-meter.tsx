import { PASSWORD_LENGTH, type Strength } from './password-strength.ts';

const RULE = `${PASSWORD_LENGTH.least} to ${PASSWORD_LENGTH.most} characters. A few unrelated words do well.`;

const SHOWN: Readonly<Record<Strength, { steps: number; fill: string; words: string }>> = {
  'too-short': { steps: 0, fill: '', words: RULE },
  'too-long': { steps: 0, fill: '', words: `At most ${PASSWORD_LENGTH.most} characters.` },
  weak: { steps: 1, fill: 'bg-warn', words: 'Long enough, but easy to guess. Add another word.' },
  fair: { steps: 2, fill: 'bg-accent', words: 'Good.' },
  strong: { steps: 3, fill: 'bg-accent', words: 'Strong.' },
};

/** How good a password is, as it is typed. */
export function StrengthMeter({ strength, length }: { strength: Strength; length: number }) {
  const { steps, fill, words } = SHOWN[strength];
  const missing = PASSWORD_LENGTH.least - length;
  const short = strength === 'too-short' && length > 0;
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
      <p aria-live="polite">{short ? `${missing} more to go. ${RULE}` : words}</p>
    </div>
  );
}
