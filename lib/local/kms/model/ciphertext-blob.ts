import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AwsError } from '../../kit/service.ts';
import type { Material, StoredKey } from './stored-key.ts';

/** The encryption context of a ciphertext. */
export type EncryptionContext = Readonly<Record<string, string>>;

const version = 1;
const ivLength = 12;
const tagLength = 16;

/**
 * A symmetric ciphertext of the local KMS, opaque to its holders:
 *
 *     version (1) | length of key id (1) | key id | material id (36) | IV (12) | AES-256-GCM ciphertext | tag (16)
 *
 * Everything before the ciphertext, and the encryption context, are additional authenticated data.
 */
export function sealBlob(
  keyId: string,
  material: Material,
  plaintext: Uint8Array,
  context: EncryptionContext,
): Buffer {
  const iv = randomBytes(ivLength);
  const header = Buffer.concat([Buffer.from([version, keyId.length]), Buffer.from(keyId + material.id), iv]);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(material.secret, 'base64'), iv);
  cipher.setAAD(Buffer.concat([header, canonicalContext(context)]));
  return Buffer.concat([header, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** @throws AwsError `InvalidCiphertextException` */
export function keyIdOfBlob(blob: Buffer): string {
  const length = blob[1] ?? 0;
  if (blob[0] !== version || length === 0 || blob.length < headerLength(length) + tagLength)
    throw invalidCiphertext();
  return blob.toString('latin1', 2, 2 + length);
}

/** @throws AwsError `InvalidCiphertextException` for another key, another context or a changed byte */
export function openBlob(key: StoredKey, blob: Buffer, context: EncryptionContext): Buffer {
  const keyId = keyIdOfBlob(blob);
  const end = headerLength(keyId.length);
  const materialId = blob.toString('latin1', 2 + keyId.length, end - ivLength);
  const material = key.materials.find(({ id }) => id === materialId);
  if (key.keyId !== keyId || material === undefined) throw invalidCiphertext();
  const secret = Buffer.from(material.secret, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', secret, blob.subarray(end - ivLength, end));
  decipher.setAAD(Buffer.concat([blob.subarray(0, end), canonicalContext(context)]));
  decipher.setAuthTag(blob.subarray(-tagLength));
  try {
    return Buffer.concat([decipher.update(blob.subarray(end, -tagLength)), decipher.final()]);
  } catch {
    throw invalidCiphertext();
  }
}

function headerLength(keyIdLength: number): number {
  return 2 + keyIdLength + 36 + ivLength;
}

/** The order of the pairs does not matter. */
function canonicalContext(context: EncryptionContext): Buffer {
  return Buffer.from(JSON.stringify(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))));
}

function invalidCiphertext(): AwsError {
  // KMS gives no message either, so that a caller does not learn why a ciphertext does not open.
  return new AwsError('InvalidCiphertextException', 400, '');
}
