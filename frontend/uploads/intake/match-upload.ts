import type { File as VaultFile } from '#contract';

export interface LocalFile {
  readonly name: string;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly lastModified: number;
}

export type Match = 'same' | 'unknown' | 'other-name' | 'other-size' | 'changed';

/**
 * Whether a local file is the one with which an unfinished upload started.
 *
 * @param lastModified - of the file with which the upload started, if this browser remembers it
 * @returns `unknown` when everything matches but this browser did not start the upload
 */
export function matchUpload(
  upload: Pick<VaultFile, 'name' | 'size'>,
  local: LocalFile,
  lastModified: number | undefined,
): Match {
  if (local.name.normalize('NFC').trim() !== upload.name) return 'other-name';
  if (local.size !== upload.size) return 'other-size';
  if (lastModified === undefined) return 'unknown';
  return lastModified === local.lastModified ? 'same' : 'changed';
}
