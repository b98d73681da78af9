import { type Config, type FileType, fileTypes, SINGLE_UPLOAD_LIMIT } from '#contract';

/** What the page has to know before anybody signs in, from the stack's settings. */
export function configOf(settings: {
  readonly allowedTypes: readonly FileType[];
  /** Bytes. */
  readonly maxFileSize: number;
  readonly registration: Config['registration'];
}): Config {
  return {
    types: settings.allowedTypes.map((contentType) => {
      const { label, extensions } = fileTypes[contentType];
      return { contentType, label, extensions: [...extensions] };
    }),
    maxFileSize: settings.maxFileSize,
    singleUploadLimit: SINGLE_UPLOAD_LIMIT,
    registration: settings.registration,
    languages: ['en'],
  };
}
