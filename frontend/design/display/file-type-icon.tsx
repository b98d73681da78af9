import { ArchiveIcon, DocumentIcon, ImageIcon } from './icons.tsx';

/** An icon for the type of a file. */
export function FileTypeIcon({ contentType, large = false }: { contentType: string; large?: boolean }) {
  const Icon = iconOf(contentType);
  return (
    <span
      className={`grid shrink-0 place-items-center rounded-lg bg-sunken text-muted ${large ? 'size-13' : 'size-10'}`}
    >
      <Icon className={large ? 'size-6' : 'size-5'} />
    </span>
  );
}

function iconOf(contentType: string) {
  if (contentType.startsWith('image/')) return ImageIcon;
  return contentType === 'application/zip' ? ArchiveIcon : DocumentIcon;
}
