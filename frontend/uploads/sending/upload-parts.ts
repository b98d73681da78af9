/** A part of a multipart upload: bytes `from` to `to`, `to` excluded. Part numbers start at 1. */
export interface UploadPart {
  readonly partNumber: number;
  readonly from: number;
  readonly to: number;
}

/** Splits a file of `size` bytes into parts of `partSize`. */
export function splitUpload(size: number, partSize: number): readonly UploadPart[] {
  return Array.from({ length: Math.ceil(size / partSize) }, (_, index) => ({
    partNumber: index + 1,
    from: index * partSize,
    to: Math.min(size, (index + 1) * partSize),
  }));
}

/** The parts that have not arrived completely: a part of another size than planned is sent again. */
export function missingParts(
  plan: readonly UploadPart[],
  arrived: ReadonlyMap<number, { readonly size: number }>,
): readonly UploadPart[] {
  return plan.filter(({ partNumber, from, to }) => arrived.get(partNumber)?.size !== to - from);
}
