import type { ReceiptClaims } from '#contract';

/** Formats the claims of a verified receipt as lines for the terminal. */
export function formatReceipt(claims: ReceiptClaims): string[] {
  const { ciphertext, versions, fileKey, shreddedBy, unrecoverable, exports } = claims;
  return [
    `The receipt is valid. File ${claims.sub} was shredded.`,
    `  at               ${claims.shreddedAt}`,
    `  by               user ${shreddedBy.user}, from ${shreddedBy.address}`,
    `  ciphertext       s3://${ciphertext.bucket}/${ciphertext.key}`,
    `                   version ${ciphertext.versionId}, ${ciphertext.size} bytes, CRC32 ${ciphertext.checksum}`,
    `                   header SHA-256 ${ciphertext.headerDigest}`,
    `  versions deleted ${versions.length}`,
    ...versions.map(({ key, versionId, size }) => `                   ${key} ${versionId} (${size} bytes)`),
    `  file key         wrapped by ${fileKey.keyArn}`,
    `                   wrapped key SHA-256 ${fileKey.wrappedKeyDigest}`,
    `  unrecoverable    without a backup of the tables: from ${unrecoverable.withoutBackups}`,
    `                   with a backup of the tables: from ${unrecoverable.withBackups}`,
    ...(exports === 0
      ? []
      : [`  exports          ${exports} before the deletion. This receipt does not cover exported copies.`]),
  ];
}
