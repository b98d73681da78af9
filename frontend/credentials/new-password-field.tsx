import { ApiError } from '../api/api-errors.ts';
import { PasswordField } from './password-field.tsx';
import { strengthOf } from './password-strength.ts';
import { StrengthMeter } from './strength-meter.tsx';

/** Whether a new password is as long as the vault wants it. */
export function isLongEnough(password: string): boolean {
  const strength = strengthOf(password);
  return strength !== 'too-short' && strength !== 'too-long';
}

/**
 * A password that is being chosen, and how good it is.
 *
 * @param known - what a guesser would try first: name and address
 * @param pressed - whether somebody tried to send it already: what is wrong is said from then on
 * @param refusal - what the API answered
 */
export function NewPasswordField({
  label,
  value,
  known = [],
  pressed,
  refusal,
  onChange,
}: {
  label?: string;
  value: string;
  known?: readonly string[];
  pressed: boolean;
  refusal: unknown;
  onChange: (password: string) => void;
}) {
  const refused = refusal instanceof ApiError ? refusal.fields.get('/password') : undefined;
  const tooShort = pressed && !isLongEnough(value) ? 'Use 12 to 128 characters.' : undefined;
  return (
    <PasswordField
      {...(label !== undefined && { label })}
      autoComplete="new-password"
      required
      value={value}
      onChange={(event) => onChange(event.target.value)}
      error={refused === undefined ? tooShort : `Choose another: ${refused}.`}
      hint={<StrengthMeter strength={strengthOf(value, known)} length={[...value].length} />}
    />
  );
}
