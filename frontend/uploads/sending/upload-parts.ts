/** A part of a multipart upload: bytes `from` to `to`, `to` excluded. Part numbers begin at 1. */
export interface PartRange {
  readonly partNumber: number;
  readonly from: number;
  readonly to: number;
}

/** The parts that a file of `size` bytes is made of, in parts of `partSize`. */
export function planParts(size: number, partSize: number): readonly PartRange[] {
  return Array.from({ length: Math.ceil(size / partSize) }, (_, index) => ({
    partNumber: index + 1,
    from: index * partSize,
    to: Math.min(size, (index + 1) * partSize),
  }));
}

/** The parts that have not arrived whole: a part of another size than planned is sent again. */
export function missingParts(
  plan: readonly PartRange[],
  arrived: ReadonlyMap<number, { readonly size: number }>,
): readonly PartRange[] {
  return plan.filter(({ partNumber, from, to }) => arrived.get(partNumber)?.size !== to - from);
}
