import type { Attestation } from '#contract';

/** What there is to sign, or why there is nothing. */
export type Statement = { readonly claims: object } | Extract<Attestation, { outcome: 'refused' }>;
