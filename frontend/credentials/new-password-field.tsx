import { ApiError } from '../api/api-errors.ts';
import { t } from '../locales/index.ts';
import { PasswordField } from './password-field.tsx';
import { PASSWORD_LENGTH, strengthOf } from './password-strength.ts';
import { StrengthMeter } from './strength-meter.tsx';

/** Whether a new password has the length that the vault requires. */
export function isLongEnough(password: string): boolean {
  const strength = strengthOf(password);
  return strength !== 'too-short' && strength !== 'too-long';
}

/**
 * A new password, with its strength.
 *
 * @param known - what a guesser would try first: name and address
 * @param pressed - whether the form was submitted before: errors are shown from then on
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
  const { least, most } = PASSWORD_LENGTH;
  const wrongLength = pressed && !isLongEnough(value) ? t.credentials.lengthError(least, most) : undefined;
  // The page checks the length, so what the API refuses is a password that is tried first.
  const refused = refusal instanceof ApiError && refusal.fields.has('/password');
  return (
    <PasswordField
      {...(label !== undefined && { label })}
      autoComplete="new-password"
      required
      value={value}
      onChange={(event) => onChange(event.target.value)}
      error={wrongLength ?? (refused ? t.credentials.tooCommon : undefined)}
      hint={<StrengthMeter strength={strengthOf(value, known)} length={[...value].length} />}
    />
  );
}
