import { Field } from '../design/controls/field.tsx';
import { t } from '../locales/index.ts';

/** A two-factor authentication code. Recovery codes have letters, so the keyboard is not numeric. */
export function CodeField({ hint }: { hint?: string }) {
  return (
    <Field
      label={t.credentials.code}
      name="code"
      autoComplete="one-time-code"
      spellCheck={false}
      autoCapitalize="characters"
      required
      maxLength={64}
      autoFocus
      className="font-mono tracking-wider"
      hint={hint}
    />
  );
}
