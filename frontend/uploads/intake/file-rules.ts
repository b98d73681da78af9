import { type Config, canonicalType } from '#contract';
import { formatChoice, formatSize, t } from '../../locales/index.ts';

/** What is known about a file before a byte of it is sent. */
export interface Candidate {
  readonly name: string;
  readonly size: number;
  /** From the browser; empty if it does not know the extension. */
  readonly type: string;
}

type AllowedType = Config['types'][number];

/**
 * The media type to declare for a file: the browser's if the vault knows it, otherwise the one of the extension.
 * Undefined if the vault accepts neither.
 */
export function declaredType(file: Candidate, config: Config): string | undefined {
  const canonical = canonicalType(file.type);
  if (canonical !== undefined)
    return config.types.find((type) => type.contentType === canonical)?.contentType;
  if (file.type !== '' && file.type !== 'application/octet-stream') return undefined;
  return typeByExtension(file.name, config)?.contentType;
}

/** Why the vault would refuse a file, in words; undefined if it would accept it. */
export function refusalOf(file: Candidate, config: Config): string | undefined {
  if (file.size === 0) return t.uploads.refusals.empty;
  const contentType = declaredType(file, config);
  if (contentType === undefined) return t.uploads.refusals.type(allowedLabels(config));
  if (typeByExtension(file.name, config)?.contentType !== contentType) {
    const label = config.types.find((type) => type.contentType === contentType)?.label ?? contentType;
    return t.uploads.refusals.extension(label);
  }
  if (file.size > config.maxFileSize) {
    return t.uploads.refusals.size(formatSize(file.size), formatSize(config.maxFileSize));
  }
  return undefined;
}

/** “PNG, JPG, GIF, PDF or ZIP” */
export function allowedLabels(config: Config): string {
  return formatChoice(config.types.map((type) => type.label));
}

/** The value of a file input's `accept`. */
export function acceptList(config: Config): string {
  return config.types
    .flatMap((type) => [type.contentType, ...type.extensions.map((extension) => `.${extension}`)])
    .join(',');
}

function typeByExtension(name: string, config: Config): AllowedType | undefined {
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase();
  return config.types.find((type) => extension !== undefined && type.extensions.includes(extension));
}
