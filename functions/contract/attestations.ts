import * as z from 'zod';
import { idSchema } from './fields.ts';

/**
 * What the attestor is asked for: a signature over what the tables say of a file of that owner, and over nothing that the
 * caller says.
 */
export const attestationRequestSchema = z.strictObject({
  /** `head`: of the file's history as it is now. `receipt`: of the file's deletion. */
  kind: z.enum(['head', 'receipt']),
  owner: idSchema,
  file: idSchema,
});
export type AttestationRequest = z.infer<typeof attestationRequestSchema>;

/** Why the attestor did not sign. */
const refusals = [
  /** The owner has, and had, no such file; or its deletion left nothing to state. */
  'nothing_to_state',
  /** The file is said to be deleted, and its record or its key is there. */
  'not_gone',
  /** The events do not form the chain that the record says they do. */
  'chain_broken',
] as const;

export const attestationSchema = z.discriminatedUnion('outcome', [
  /** `jws`: in compact form (RFC 7515, section 7.1). */
  z.strictObject({ outcome: z.literal('signed'), jws: z.string() }),
  z.strictObject({ outcome: z.literal('refused'), reason: z.enum(refusals) }),
]);
export type Attestation = z.infer<typeof attestationSchema>;
