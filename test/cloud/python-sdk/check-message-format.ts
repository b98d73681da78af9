import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { nodeCipher } from '../../../functions/encryptor/node-cipher.ts';
import { CONTEXT, newWrappingKey, openWhole, sealWhole } from '../../message/whole-message.ts';

const MIB = 1024 * 1024;
/** The Python SDK only writes frames whose length is a multiple of 128 bytes. */
const SAMPLES = [
  { frameLength: 128, sizes: [0, 1, 127, 128, 129, 256, 5000] },
  { frameLength: 4096, sizes: [0, 1, 4095, 4096, 4097, 8192, 100_000] },
  { frameLength: MIB, sizes: [0, MIB - 1, MIB, MIB + 1, 3 * MIB + 7] },
].flatMap(({ frameLength, sizes }) => sizes.map((size) => ({ frameLength, plaintext: randomBytes(size) })));

const answersSchema = z.array(
  z.object({
    plaintext: z.base64(),
    encryptionContext: z.record(z.string(), z.string()),
    message: z.base64(),
  }),
);

/**
 * Checks that the AWS Encryption SDK for Python opens messages of Encrypt5, and that Encrypt5 opens its messages.
 *
 * @param programs - the folder of a Python with the package `aws-encryption-sdk`
 * @returns the number of messages, as a line for the user
 * @throws AssertionError that names the first sample which differs
 */
export async function checkMessageFormat(programs: string): Promise<string> {
  const wrappingKey = newWrappingKey();
  const samples = await Promise.all(
    SAMPLES.map(async ({ frameLength, plaintext }) => ({
      frameLength,
      encryptionContext: CONTEXT,
      plaintext: plaintext.toString('base64'),
      message: (await sealWhole(nodeCipher, wrappingKey, plaintext, { frameLength })).toString('base64'),
    })),
  );
  const { namespace, name, bytes } = wrappingKey;
  const input = JSON.stringify({ namespace, name, key: Buffer.from(bytes).toString('base64'), samples });
  const output = execFileSync(join(programs, 'python'), [join(import.meta.dirname, 'exchange.py')], {
    input,
    maxBuffer: 256 * MIB,
  });
  const answers = answersSchema.parse(JSON.parse(output.toString()));
  for (const [index, { frameLength, plaintext }] of SAMPLES.entries()) {
    const title = `${plaintext.length} bytes in frames of ${frameLength}`;
    const answer = answers[index];
    assert(answer, `${title}: no answer`);
    assert.equal(answer.plaintext, plaintext.toString('base64'), `${title}: read by Python`);
    assert.deepEqual(answer.encryptionContext, CONTEXT, `${title}: context read by Python`);
    const read = await openWhole(nodeCipher, wrappingKey, Buffer.from(answer.message, 'base64'));
    assert(read.equals(plaintext), `${title}: written by Python`);
  }
  return `${SAMPLES.length} messages in each direction`;
}
