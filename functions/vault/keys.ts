/** Keys of items in the table `Vault`. */
export const vaultKeys = {
  file: (owner: string, file: string) => ({ pk: `OWNER#${owner}`, sk: `FILE#${file}` }),
  operation: (owner: string, operation: string) => ({ pk: `OWNER#${owner}`, sk: `OPERATION#${operation}` }),
  /** How far the work on a file or an operation is: an item of its own, so that it disturbs nobody. */
  progress: (owner: string, subject: string) => ({ pk: `OWNER#${owner}`, sk: `PROGRESS#${subject}` }),
  /** What an owner's files take up. */
  usage: (owner: string) => ({ pk: `OWNER#${owner}`, sk: 'USAGE' }),
  /** What is left of a deleted file, until everything that it had was swept. */
  tombstone: (owner: string, file: string) => ({ pk: `OWNER#${owner}`, sk: `SHREDDED#${file}` }),
  /** One run of work that is spread; number 0 is the fingerprint. */
  run: (owner: string, spread: string, run: number) => ({
    pk: `OWNER#${owner}`,
    sk: `RUN#${spread}#${String(run).padStart(5, '0')}`,
  }),
  share: (file: string, share: string) => ({ pk: `SHARES#${file}`, sk: `SHARE#${share}` }),
  /** Where the id of a share leads; in the table `Tombstones`, that it was revoked. */
  ownShare: (owner: string, share: string) => ({ pk: `OWNER#${owner}`, sk: `SHARE#${share}` }),
  /** Where the SHA-256 of a share's token leads. */
  shareToken: (hash: string) => ({ pk: `TOKEN#${hash}`, sk: 'TOKEN' }),
  /** A download by way of a share, by the SHA-256 of its secret. */
  claim: (share: string, hash: string) => ({ pk: `SHARE#${share}`, sk: `CLAIM#${hash}` }),
  event: (file: string, sequence: number) => ({
    pk: `FILE#${file}`,
    sk: `EVENT#${String(sequence).padStart(8, '0')}`,
  }),
} as const;

/** Keys of objects: made of ids alone, so that no name that a user chose can lead anywhere. */
export const objectKeys = {
  staging: (owner: string, file: string) => `${owner}/${file}`,
  /** @param messageId - 32 bytes */
  vault: (owner: string, file: string, messageId: Uint8Array) =>
    `${vaultPrefix(owner, file)}${Buffer.from(messageId).toString('hex')}`,
  outbox: (owner: string, operation: string) => `${owner}/${operation}`,
} as const;

/** What the keys of all objects begin with that a file ever had in the bucket `vault`. */
export function vaultPrefix(owner: string, file: string): string {
  return `${owner}/${file}/`;
}

/** The owner and the file that an object in `staging` is for, or undefined for a key that is none of ours. */
export function parseStagingKey(key: string): { owner: string; file: string } | undefined {
  const match = /^([0-9A-Z]{26})\/([0-9A-Z]{26})$/.exec(key);
  return match?.[1] === undefined || match[2] === undefined ? undefined : { owner: match[1], file: match[2] };
}
