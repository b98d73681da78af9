import { Field } from '../design/controls/field.tsx';

/** A code of a second factor. Recovery codes have letters, so no keyboard of digits alone. */
export function CodeField({ hint }: { hint?: string }) {
  return (
    <Field
      label="Code"
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
