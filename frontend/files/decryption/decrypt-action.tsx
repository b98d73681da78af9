import type { File as VaultFile } from '#contract';
import { useNow } from '../../design/browser/use-now.ts';
import { Button } from '../../design/controls/button.tsx';
import { DownloadIcon, UnlockIcon } from '../../design/display/icons.tsx';
import { formatAge, formatClock, formatPercent, t } from '../../locales/index.ts';
import type { Decryption } from './decryption.ts';
import { useDecrypt, useDownload } from './use-decryption.ts';

/** The action of an encrypted file: decrypt it, then download it until the decrypted copy expires. */
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
        label={t.files.decrypt.downloadName(file.name)}
        busy={download.isPending}
        onClick={() => download.mutate(decryption.operationId)}
      >
        {!download.isPending && <DownloadIcon className="size-4.5" />}
        {t.files.decrypt.download}
      </Button>
    );
  }
  const working = decryption?.kind === 'working';
  return (
    <Button
      look={prominent ? 'primary' : 'quiet'}
      label={working ? undefined : t.files.decrypt.submitName(file.name)}
      busy={working || decrypt.isPending}
      onClick={() => decrypt.mutate()}
    >
      {!working && !decrypt.isPending && <UnlockIcon className="size-4.5 opacity-75" />}
      {working && !decryption.waiting
        ? t.files.decrypt.working(formatPercent(decryption.progress))
        : t.files.decrypt.submit}
    </Button>
  );
}

/** Until when the decrypted copy is ready, or why it failed. Renders nothing otherwise. */
export function DecryptionNote({ decryption }: { decryption: Decryption | undefined }) {
  const now = useNow(10_000);
  if (decryption?.kind === 'ready') {
    return (
      <span title={formatAge(decryption.until, now)}>
        {t.files.decrypt.readyUntil(formatClock(decryption.until, now))}
      </span>
    );
  }
  if (decryption?.kind === 'failed') {
    return (
      <span className="text-danger">
        {t.errors.sentence(decryption.reason)} <span className="text-code">{decryption.code}</span>
      </span>
    );
  }
  return null;
}
