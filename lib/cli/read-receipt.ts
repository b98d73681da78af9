import * as z from 'zod';

/** The API's whole answer; only the signed part of it counts. */
const answerSchema = z.object({ receipt: z.string() });

/**
 * The JWS in a file: alone, as the page saves it, or within the API's answer.
 *
 * @throws SyntaxError or ZodError for an answer that has none
 */
export function readReceipt(text: string): string {
  const trimmed = text.trim();
  return trimmed.startsWith('{') ? answerSchema.parse(JSON.parse(trimmed)).receipt : trimmed;
}
