import { invalidRequest, malformedXml } from '../errors.ts';
import type { S3Request, Signed } from '../http/request-headers.ts';
import { type BodyDeclaration, MAX_BODY, readDeclaration, receiveBody } from './receive.ts';

/** Room for 10,000 parts or 1,000 keys with everything that may stand beside them. */
const MAX_DOCUMENT = 4 * 1024 * 1024;

/**
 * Reads an XML document.
 *
 * @param checksum - `required` where S3 insists on Content-MD5 or a checksum of the body; `object` where a checksum
 *   header speaks of the object and not of this body
 * @throws S3Error `MalformedXML` above the size limit, and what receiving a body throws
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
