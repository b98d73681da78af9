import type { File as VaultFile } from '#contract';
import { useNow } from '../../design/browser/use-now.ts';
import { Button } from '../../design/controls/button.tsx';
import { DownloadIcon, UnlockIcon } from '../../design/display/icons.tsx';
import { formatAge, formatClock, formatShare } from '../../locales/index.ts';
import type { Decryption } from './decryption.ts';
import { useDecrypt, useDownload } from './use-decryption.ts';

/** What can be done with an encrypted file: have it decrypted, then download it for as long as it lies ready. */
export function DecryptAction({
  file,
  decryption,
  prominent,
}: {
  file: VaultFile;
  decryption: Decryption | undefined;
  prominent: boolean;
}) {
  const decrypt = useDecrypt(file.id);
  const download = useDownload();
  if (decryption?.kind === 'ready') {
    return (
      <Button
        label={`Download ${file.name}`}
        busy={download.isPending}
        onClick={() => download.mutate(decryption.operationId)}
      >
        {!download.isPending && <DownloadIcon className="size-4.5" />}
        Download
      </Button>
    );
  }
  const working = decryption?.kind === 'working';
  return (
    <Button
      look={prominent ? 'primary' : 'quiet'}
      label={working ? undefined : `Decrypt ${file.name}`}
      busy={working || decrypt.isPending}
      onClick={() => decrypt.mutate()}
    >
      {!working && !decrypt.isPending && <UnlockIcon className="size-4.5 opacity-75" />}
      {working && !decryption.waiting ? `Decrypting ${formatShare(decryption.progress)}` : 'Decrypt'}
    </Button>
  );
}

/** Until when, or why not; nothing where there is nothing to say. */
export function DecryptionNote({ decryption }: { decryption: Decryption | undefined }) {
  const now = useNow(10_000);
  if (decryption?.kind === 'ready') {
    return (
      <span title={formatAge(decryption.until, now)}>Ready until {formatClock(decryption.until, now)}</span>
    );
  }
  if (decryption?.kind === 'failed') {
    return (
      <span className="text-danger">
        {decryption.title}. <span className="text-code">{decryption.code}</span>
      </span>
    );
  }
  return null;
}
