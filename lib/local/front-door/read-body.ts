import type { IncomingMessage } from 'node:http';
import { AwsError } from '../service.ts';

/** More than any embedded service takes (DynamoDB's batches: 16 MiB). */
const largestBody = 16 * 1024 * 1024 + 1024;

/**
 * Reads the whole body of a call.
 *
 * @throws AwsError `RequestEntityTooLargeException` (413)
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // The connection must outlive a refused body: the answer still has to go out on it.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += chunk.length;
    if (length > largestBody)
      throw new AwsError('RequestEntityTooLargeException', 413, 'The request is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
