/** Lets many readers or one writer run, in the order of arrival. */
export interface Gate {
  read<T>(run: () => Promise<T>): Promise<T>;
  write<T>(run: () => Promise<T>): Promise<T>;
}

export function createGate(): Gate {
  let lastWrite: Promise<unknown> = Promise.resolve();
  let reads: Promise<unknown>[] = [];
  const settled = (promises: readonly Promise<unknown>[]) => Promise.allSettled(promises);
  return {
    read(run) {
      const result = lastWrite.then(run);
      const done = result.then(
        () => {
          reads = reads.filter((one) => one !== done);
        },
        () => {
          reads = reads.filter((one) => one !== done);
        },
      );
      reads.push(done);
      return result;
    },
    write(run) {
      const result = settled([lastWrite, ...reads]).then(run);
      lastWrite = settled([result]);
      return result;
    },
  };
}
