const KEY = 'encrypt5.uploads';

/**
 * Which local file an unfinished upload is made of, as far as a browser may know: when it was last changed. It keeps
 * a reload from joining the parts of two versions of a file. Holds no names.
 */
export function rememberUpload(fileId: string, lastModified: number): void {
  write({ ...read(), [fileId]: lastModified });
}

export function forgetUpload(fileId: string): void {
  const { [fileId]: _, ...rest } = read();
  write(rest);
}

/** When the local file of an upload was last changed; undefined where this browser did not begin the upload. */
export function rememberedUpload(fileId: string): number | undefined {
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
