export { accessOf } from './access-of.ts';
export { createIam, type Iam } from './create-iam.ts';
export { UnsupportedPolicy } from './errors.ts';
export type { Denial, Grant, Reach } from './model/usage.ts';
export { matchesWildcard } from './model/wildcard.ts';
export type { CallContext } from './operations/evaluate-conditions.ts';
export { createPolicyProvider, createRoleProvider } from './providers.ts';
