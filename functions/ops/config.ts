import { type Config, type FileType, fileTypes, SINGLE_UPLOAD_LIMIT } from '#contract';

/** The settings that the page needs before sign-in, from the settings of the stack. */
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
