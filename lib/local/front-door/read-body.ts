import type { IncomingMessage } from 'node:http';
import { AwsError } from '../kit/service.ts';

/** More than any service accepts (DynamoDB's batches: 16 MiB). */
const largestBody = 16 * 1024 * 1024 + 1024;

/**
 * Reads the whole body of a call.
 *
 * @throws AwsError `RequestEntityTooLargeException` (413), `SerializationException` if the connection ends first
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of piecesOf(request)) {
    length += chunk.length;
    if (length > largestBody)
      throw new AwsError('RequestEntityTooLargeException', 413, 'The request is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function* piecesOf(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    // The connection must stay open after a refused body, so that the answer can be sent.
    yield* request.iterator({ destroyOnReturn: false });
  } catch {
    throw new AwsError('SerializationException', 400, 'The request ended before its body did.');
  }
}
