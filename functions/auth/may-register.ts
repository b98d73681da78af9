/** Who may register, from the settings of the stack. */
export interface RegistrationRules {
  readonly mode: 'open' | 'domains' | 'invite';
  /** In lower case. */
  readonly domains: readonly string[];
  /** Email addresses in lower case. They can always register. */
  readonly administrators: readonly string[];
}

/**
 * Whether an address may register. The result depends only on the settings, so it does not reveal which addresses have accounts.
 *
 * @param email - in lower case
 */
export function mayRegister(rules: RegistrationRules, email: string): boolean {
  if (rules.administrators.includes(email)) return true;
  if (rules.mode === 'open') return true;
  return rules.mode === 'domains' && rules.domains.includes(email.slice(email.lastIndexOf('@') + 1));
}
