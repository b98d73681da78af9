const KEY = 'encrypt5.uploads';

/** What a browser remembers of unfinished uploads over a reload. */
export interface UploadMemory {
  /** @param lastModified - of the local file, in milliseconds since 1970 */
  readonly remember: (fileId: string, lastModified: number) => void;
  readonly forget: (fileId: string) => void;
}

/**
 * When the local file of each unfinished upload was last changed: it prevents joining parts of two versions of a file
 * after a reload. Holds no names.
 */
export const rememberedUploads: UploadMemory = {
  remember: (fileId, lastModified) => write({ ...read(), [fileId]: lastModified }),
  forget: (fileId) => {
    const { [fileId]: _, ...rest } = read();
    write(rest);
  },
};

/** When the local file of an upload was last changed; undefined if this browser did not start the upload. */
export function rememberedChange(fileId: string): number | undefined {
  return read()[fileId];
}

function read(): Record<string, number> {
  try {
    const entries = Object.entries(JSON.parse(localStorage.getItem(KEY) ?? '{}'));
    return Object.fromEntries(
      entries.filter((entry): entry is [string, number] => Number.isFinite(entry[1])),
    );
  } catch {
    return {};
  }
}

function write(uploads: Record<string, number>): void {
  if (Object.keys(uploads).length === 0) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, JSON.stringify(uploads));
}
