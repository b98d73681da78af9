import { ACCOUNT } from '../../kit/resource.ts';
import type { StoredChecksum } from '../body/checksum.ts';
import { S3Error } from '../errors.ts';
import type { XmlElements } from '../http/xml.ts';

/** The owner of everything, as in listings. */
export const OWNER: XmlElements = { ID: ACCOUNT, DisplayName: 'local-cloud' };

/** `<ChecksumCRC32>` and its type. */
export function checksumElements(checksum: StoredChecksum | null): XmlElements {
  if (!checksum) return {};
  return { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type };
}

/**
 * A limit or a marker from the query, at most `max`.
 *
 * @throws S3Error `InvalidArgument`
 */
export function readCount(query: URLSearchParams, name: string, max: number, fallback = max): number {
  const value = query.get(name);
  if (value === null || value === '') return fallback;
  if (!/^\d{1,10}$/.test(value) || Number(value) > 2 ** 31 - 1) {
    throw new S3Error('InvalidArgument', 400, `Provided ${name} not an integer or within integer range`, {
      ArgumentName: name,
      ArgumentValue: value,
    });
  }
  return Math.min(Number(value), max);
}
