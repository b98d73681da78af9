import * as z from 'zod';
import { type Given, parseGiven } from './read-given.ts';

/** A receipt as somebody has it. */
export interface ReadReceipt {
  /** The signed part: a JWS in compact form. */
  readonly receipt: string;
  /** What is said beside it, readable and unsigned; absent where the file has the JWS alone. */
  readonly beside?: unknown;
}

/** The API's whole answer. What it states is only compared, so its shape does not matter here. */
const answerSchema = z.strictObject({ receipt: z.string(), claims: z.unknown() });

/**
 * The receipt in a file: the JWS alone, as the page saves it, or the API's answer.
 *
 * @throws Error that names the file, for JSON that is no such answer
 */
export function readReceipt(given: Given): ReadReceipt {
  const trimmed = given.text.trim();
  if (!trimmed.startsWith('{')) return { receipt: trimmed };
  const { receipt, claims } = parseGiven(given, 'a receipt', answerSchema);
  return { receipt, beside: claims };
}
