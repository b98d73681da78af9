import { fileErrors, type HistoryItem } from '#contract';

/** What happened, in plain words; codes are put into the words that the page uses for them everywhere. */
export function eventWords({ type, actor, detail }: Pick<HistoryItem, 'type' | 'actor' | 'detail'>): string {
  switch (type) {
    case 'created':
      return 'Upload begun';
    case 'uploaded':
      return 'Upload complete';
    case 'encryption-started':
      return 'Encryption begun';
    case 'encrypted':
      return 'Encrypted, opened again as a check, and the uploaded copy deleted';
    case 'rejected':
      return `Rejected${because(detail)}`;
    case 'failed':
      return `Encryption failed${because(detail)}`;
    case 'retried':
      return 'Encryption asked for again';
    case 'renamed':
      return 'Renamed';
    case 'decryption-requested':
      return actor === 'share' ? 'Decrypted copy asked for by way of a link' : 'Decrypted copy asked for';
    case 'decrypted':
      return 'Decrypted copy ready to download';
    case 'decryption-failed':
      return `Decryption failed${because(detail)}`;
    case 'exported':
      return 'Exported: ciphertext and wrapped key handed out';
    case 'shared':
      return 'Shared by a link';
    case 'share-revoked':
      return 'Link revoked';
    case 'share-downloaded':
      return 'Downloaded by way of a link';
    case 'shredded':
      return actor === 'janitor' ? 'Removed, since nothing was uploaded' : 'Deleted, and its key destroyed';
  }
}

function because(detail: string | undefined): string {
  const known = Object.entries(fileErrors).find(([code]) => code === detail);
  return known === undefined ? '' : `: ${lowerFirst(known[1].title)}`;
}

function lowerFirst(title: string): string {
  return /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}
