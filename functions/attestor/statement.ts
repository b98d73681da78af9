import type { Attestation } from '#contract';

/** The claims to sign, or the reason for a refusal. */
export type Statement = { readonly claims: object } | Extract<Attestation, { outcome: 'refused' }>;
