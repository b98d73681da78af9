import { UploadElsewhere } from './upload-errors.ts';

const PREFIX = 'encrypt5.upload.';

/**
 * Runs an upload unless another tab is sending the same file.
 *
 * @throws UploadElsewhere
 */
export function withUploadLock<T>(fileId: string, task: () => Promise<T>): Promise<T> {
  return navigator.locks.request(PREFIX + fileId, { ifAvailable: true }, async (lock) => {
    if (lock === null) throw new UploadElsewhere();
    return task();
  });
}

/** Ids of the files that some tab of this browser is sending now. */
export async function readUploadLocks(): Promise<ReadonlySet<string>> {
  const { held = [] } = await navigator.locks.query();
  const names = held.flatMap(({ name }) => (name?.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : []));
  return new Set(names);
}
