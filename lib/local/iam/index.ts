export { accessOf } from './access-of.ts';
export type { CallContext } from './conditions.ts';
export { createIam, type Iam } from './iam.ts';
export { createPolicyProvider, createRoleProvider } from './providers.ts';
export { UnsupportedPolicy } from './unsupported-policy.ts';
export type { Denial, Grant, Reach } from './usage.ts';
export { matchesWildcard } from './wildcard.ts';
