import * as z from 'zod';

/** Bytes, as the document client gives and takes them. */
export const bytesSchema = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'not bytes');
