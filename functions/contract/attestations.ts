import * as z from 'zod';
import { idSchema } from './fields.ts';

/**
 * A request to the attestor for a signature. The attestor signs what the tables say about the file, never data from the
 * caller.
 */
export const attestationRequestSchema = z.strictObject({
  /** `head`: the current head of the file's history. `receipt`: the receipt of the file's deletion. */
  kind: z.enum(['head', 'receipt']),
  owner: idSchema,
  file: idSchema,
});
export type AttestationRequest = z.infer<typeof attestationRequestSchema>;

/** Why the attestor refuses to sign. */
const refusals = [
  /** The owner never had this file, or the file was deleted before it was encrypted. */
  'nothing_to_state',
  /** The file has a tombstone, but its record or its key still exists. */
  'not_gone',
  /** The stored events do not form the hash chain that ends in the head of the record. */
  'chain_broken',
] as const;

export const attestationSchema = z.discriminatedUnion('outcome', [
  /** `jws`: compact serialization (RFC 7515, section 7.1). */
  z.strictObject({ outcome: z.literal('signed'), jws: z.string() }),
  z.strictObject({ outcome: z.literal('refused'), reason: z.enum(refusals) }),
]);
export type Attestation = z.infer<typeof attestationSchema>;
