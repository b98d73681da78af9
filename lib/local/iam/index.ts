export type { CallContext } from './conditions.ts';
export { createIam, type Iam } from './iam.ts';
export { createPolicyProvider, createRoleProvider } from './providers.ts';
export { UnsupportedPolicy } from './unsupported-policy.ts';
