/** Who may register, as the stack's settings say it. */
export interface RegistrationRules {
  readonly mode: 'open' | 'domains' | 'invite';
  /** In lower case. */
  readonly domains: readonly string[];
  /** Addresses in lower case; they always may. */
  readonly administrators: readonly string[];
}

/**
 * Whether an address may register. It depends on the settings alone, so the answer tells nobody who has an account.
 *
 * @param email - in lower case
 */
export function mayRegister(rules: RegistrationRules, email: string): boolean {
  if (rules.administrators.includes(email)) return true;
  if (rules.mode === 'open') return true;
  return rules.mode === 'domains' && rules.domains.includes(email.slice(email.lastIndexOf('@') + 1));
}
