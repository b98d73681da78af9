import { invalidRequest, malformedXml } from '../errors.ts';
import type { S3Request, Signed } from '../http/request-headers.ts';
import { type BodyDeclaration, MAX_BODY, readDeclaration, receiveBody } from './receive.ts';

/** Enough for 10,000 parts or 1,000 keys. */
const MAX_DOCUMENT = 4 * 1024 * 1024;

/**
 * Reads an XML document.
 *
 * @param checksum - `required` if S3 requires Content-MD5 or a checksum of the body; `object` if a checksum header is about
 *   the object and not about this body
 * @throws S3Error `MalformedXML` above the size limit, and errors of receiving a body
 */
export async function readDocument(
  request: Signed<S3Request>,
  checksum: 'required' | 'object',
): Promise<Buffer> {
  const declaration = readDeclaration(request, MAX_BODY);
  if (declaration.length > MAX_DOCUMENT) throw malformedXml();
  if (checksum === 'required' && !declaration.md5 && !declaration.checksum) {
    throw invalidRequest('Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  }
  const own: BodyDeclaration = checksum === 'object' ? { ...declaration, checksum: undefined } : declaration;
  const pieces: Buffer[] = [];
  await receiveBody(request, own, [], async (piece) => {
    pieces.push(piece);
  });
  return Buffer.concat(pieces);
}
