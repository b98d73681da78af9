/** The kinds of file that a vault can be set to accept: what the browser calls them, and how their names end. */
export const fileTypes = {
  'image/png': { label: 'PNG', extensions: ['png'] },
  'image/jpeg': { label: 'JPG', extensions: ['jpg', 'jpeg'] },
  'image/gif': { label: 'GIF', extensions: ['gif'] },
  'application/pdf': { label: 'PDF', extensions: ['pdf'] },
  'application/zip': { label: 'ZIP', extensions: ['zip'] },
} as const satisfies Record<string, { label: string; extensions: readonly string[] }>;

export type FileType = keyof typeof fileTypes;

/** Other names under which browsers and systems declare the same type. */
const aliases: ReadonlyMap<string, FileType> = new Map([
  ['application/x-zip-compressed', 'application/zip'],
  ['application/x-zip', 'application/zip'],
  ['image/jpg', 'image/jpeg'],
  ['image/pjpeg', 'image/jpeg'],
  ['application/x-pdf', 'application/pdf'],
]);

/**
 * The canonical type for a declared media type, or undefined where the vault knows none.
 *
 * @param declared - as in a Content-Type header; parameters and case do not matter
 */
export function canonicalType(declared: string): FileType | undefined {
  const essence = declared.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (isFileType(essence)) return essence;
  return aliases.get(essence);
}

/** Whether a file's name ends as files of the type do. */
export function extensionFits(name: string, type: FileType): boolean {
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase();
  return extension !== undefined && (fileTypes[type].extensions as readonly string[]).includes(extension);
}

export function isFileType(text: string): text is FileType {
  return Object.hasOwn(fileTypes, text);
}
