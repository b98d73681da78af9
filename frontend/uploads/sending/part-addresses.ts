export interface PartAddress {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Addresses per request: few enough that none expires before it is used. */
const BATCH = 20;

/**
 * Presigned addresses of parts, requested in batches as they are needed.
 *
 * @param wanted - the part numbers in sending order
 * @param sign - POST /files/{id}/parts
 */
export function createPartAddresses(
  wanted: readonly number[],
  sign: (partNumbers: number[]) => Promise<ReadonlyMap<number, PartAddress>>,
): {
  readonly of: (partNumber: number) => Promise<PartAddress>;
  readonly forget: (partNumber: number) => void;
} {
  const batches = new Map<number, Promise<ReadonlyMap<number, PartAddress>>>();

  function ask(partNumber: number): Promise<ReadonlyMap<number, PartAddress>> {
    const start = wanted.indexOf(partNumber);
    const numbers = wanted.slice(start, start + BATCH).filter((number) => !batches.has(number));
    const batch = sign(numbers);
    for (const number of numbers) batches.set(number, batch);
    batch.catch(() => {
      for (const number of numbers) batches.delete(number);
    });
    return batch;
  }

  return {
    of: async (partNumber) => {
      const batch = await (batches.get(partNumber) ?? ask(partNumber));
      const address = batch.get(partNumber);
      if (address === undefined) throw new Error(`The vault signed no address for part ${partNumber}`);
      return address;
    },
    forget: (partNumber) => {
      batches.delete(partNumber);
    },
  };
}
