import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeChunked } from '../../../s3/body/chunked-body.ts';

const NAME = 'x-amz-checksum-crc32';

function encode(chunks: readonly Uint8Array[]): Buffer {
  const framed = chunks
    .filter((chunk) => chunk.length > 0)
    .map((chunk) =>
      Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
    );
  return Buffer.concat([...framed, Buffer.from(`0\r\n${NAME}:AAAAAA==\r\n\r\n`)]);
}

/** Decodes a body that arrives in pieces of the sizes given, over and over. */
async function decode(body: Buffer, sizes: readonly number[]) {
  async function* arrive() {
    let start = 0;
    for (let index = 0; start < body.length; index++) {
      const size = sizes[index % sizes.length] ?? 1;
      yield body.subarray(start, start + size);
      start += size;
    }
  }
  const pieces: Buffer[] = [];
  let trailers = new Map<string, string>();
  const onTrailers = (found: ReadonlyMap<string, string>) => {
    trailers = new Map(found);
  };
  for await (const piece of decodeChunked(arrive(), { verifier: undefined, trailers: [NAME], onTrailers })) {
    pieces.push(piece);
  }
  return { content: Buffer.concat(pieces), trailers };
}

const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { maxLength: 5 });
const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 4 });

it('a body is decoded however the network cuts it', async () => {
  await fc.assert(
    fc.asyncProperty(chunks, sizes, async (content, cuts) => {
      const decoded = await decode(encode(content), cuts);
      expect(decoded.content.equals(Buffer.concat(content))).toBe(true);
      expect(decoded.trailers).toEqual(new Map([[NAME, 'AAAAAA==']]));
    }),
  );
});

it('a body that ends anywhere before its end is refused', async () => {
  await fc.assert(
    fc.asyncProperty(chunks, sizes, fc.nat(), async (content, cuts, where) => {
      const body = encode(content);
      await expect(decode(body.subarray(0, where % body.length), cuts)).rejects.toThrow();
    }),
  );
});
