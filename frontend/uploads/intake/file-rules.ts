import { type Config, canonicalType } from '#contract';
import { formatSize } from '../../locales/index.ts';

/** What is known of a file before a byte of it is sent. */
export interface Candidate {
  readonly name: string;
  readonly size: number;
  /** As the browser says; empty where it does not know the extension. */
  readonly type: string;
}

type AllowedType = Config['types'][number];

/**
 * The media type to declare for a file: the browser's own word where the vault knows it, else what the extension says.
 * Undefined where neither is a type that the vault takes.
 */
export function declaredType(file: Candidate, config: Config): string | undefined {
  const canonical = canonicalType(file.type);
  if (canonical !== undefined)
    return config.types.find((type) => type.contentType === canonical)?.contentType;
  if (file.type !== '' && file.type !== 'application/octet-stream') return undefined;
  return typeByExtension(file.name, config)?.contentType;
}

/** Why the vault would refuse a file, in words for its owner; undefined where it would take it. */
export function refusalOf(file: Candidate, config: Config): string | undefined {
  if (file.size === 0) return 'The file is empty.';
  const contentType = declaredType(file, config);
  if (contentType === undefined) return `This vault takes ${allowedLabels(config)} files only.`;
  if (typeByExtension(file.name, config)?.contentType !== contentType) {
    const label = config.types.find((type) => type.contentType === contentType)?.label;
    return `The name does not end as a ${label} file’s does. Give it its right extension.`;
  }
  if (file.size > config.maxFileSize) {
    return `It has ${formatSize(file.size)}; the limit is ${formatSize(config.maxFileSize)}.`;
  }
  return undefined;
}

/** “PNG, JPG, GIF, PDF or ZIP” */
export function allowedLabels(config: Config): string {
  const labels = config.types.map((type) => type.label);
  return new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(labels);
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
