import type { ReceiptClaims } from '#contract';

/** What a receipt states, in lines for people; never more than it states. */
export function tellReceipt(claims: ReceiptClaims): string[] {
  const { ciphertext, versions, fileKey, shreddedBy, unrecoverable, exports } = claims;
  return [
    `The receipt is genuine. File ${claims.sub} was shredded.`,
    `  at               ${claims.shreddedAt}`,
    `  by               user ${shreddedBy.user}, from ${shreddedBy.address}`,
    `  ciphertext       s3://${ciphertext.bucket}/${ciphertext.key}`,
    `                   version ${ciphertext.versionId}, ${ciphertext.size} bytes, CRC32 ${ciphertext.checksum}`,
    `                   header SHA-256 ${ciphertext.headerDigest}`,
    `  versions deleted ${versions.length}`,
    ...versions.map(({ key, versionId, size }) => `                   ${key} ${versionId} (${size} bytes)`),
    `  file key         wrapped by ${fileKey.keyArn}`,
    `                   SHA-256 of its wrapped form ${fileKey.wrappedKeyDigest}`,
    `  unrecoverable    from ${unrecoverable.withoutBackups} without a backup of the vault's tables`,
    `                   from ${unrecoverable.withBackups} for everybody`,
    ...(exports === 0
      ? []
      : [
          `  but              its owner exported it ${exports} times; whoever has an export is not bound by this`,
        ]),
  ];
}
