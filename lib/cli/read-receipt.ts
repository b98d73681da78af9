import * as z from 'zod';
import { type InputFile, parseInputFile } from './read-input-file.ts';

/** A receipt as it was read from a file. Nothing in it is verified yet. */
export interface UnverifiedReceipt {
  /** A JWS in compact form. */
  readonly receipt: string;
  /** The readable, unsigned copy of the claims. Absent if the file contains only the JWS. */
  readonly readableClaims?: unknown;
}

/** The answer of the API. The claims are only compared with the signed ones, so their shape does not matter here. */
const answerSchema = z.strictObject({ receipt: z.string(), claims: z.unknown() });

/**
 * Reads a receipt. The file contains the JWS, as the page saves it, or the answer of the API.
 *
 * @throws Error with the path, if the file contains other JSON
 */
export function readReceipt(file: InputFile): UnverifiedReceipt {
  const trimmed = file.text.trim();
  if (!trimmed.startsWith('{')) return { receipt: trimmed };
  const { receipt, claims } = parseInputFile(file, 'a receipt', answerSchema);
  return { receipt, readableClaims: claims };
}
