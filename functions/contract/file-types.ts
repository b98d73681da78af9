/** The file types that a vault can accept, by media type, with the extensions of their names. */
export const fileTypes = {
  'image/png': { label: 'PNG', extensions: ['png'] },
  'image/jpeg': { label: 'JPG', extensions: ['jpg', 'jpeg'] },
  'image/gif': { label: 'GIF', extensions: ['gif'] },
  'application/pdf': { label: 'PDF', extensions: ['pdf'] },
  'application/zip': { label: 'ZIP', extensions: ['zip'] },
} as const satisfies Record<string, { label: string; extensions: readonly string[] }>;

export type FileType = keyof typeof fileTypes;

/** Other media types that browsers and systems send for the same file types. */
const aliases: ReadonlyMap<string, FileType> = new Map([
  ['application/x-zip-compressed', 'application/zip'],
  ['application/x-zip', 'application/zip'],
  ['image/jpg', 'image/jpeg'],
  ['image/pjpeg', 'image/jpeg'],
  ['application/x-pdf', 'application/pdf'],
]);

/**
 * The file type of a declared media type.
 *
 * @param declared - as in a Content-Type header; parameters and case are ignored
 * @returns undefined if the type is not supported
 */
export function canonicalType(declared: string): FileType | undefined {
  const essence = declared.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (isFileType(essence)) return essence;
  return aliases.get(essence);
}

/** Whether the extension of a file name belongs to the type. */
export function extensionFits(name: string, type: FileType): boolean {
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase();
  return extension !== undefined && (fileTypes[type].extensions as readonly string[]).includes(extension);
}

export function isFileType(text: string): text is FileType {
  return Object.hasOwn(fileTypes, text);
}
