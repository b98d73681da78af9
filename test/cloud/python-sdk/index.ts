import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { nodeCipher } from '#platform';
import { CONTEXT, newWrappingKey, openWhole, sealWhole } from '../../message/whole-message.ts';

const PACKAGE = 'aws-encryption-sdk==4.0.7';
const MIB = 1024 * 1024;
/** The Python SDK writes frames of multiples of 128 bytes only. */
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

/** The official Python SDK in an environment of its own, which is gone afterwards. */
function askPython(folder: string, request: unknown): z.infer<typeof answersSchema> {
  try {
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'pipe' });
  } catch (cause) {
    throw new Error('This check needs python3 with its module venv (Debian: apt install python3-venv)', {
      cause,
    });
  }
  const python = join(folder, 'bin', 'python');
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', PACKAGE], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const answers = execFileSync(python, [join(import.meta.dirname, 'exchange.py')], {
    input: JSON.stringify(request),
    maxBuffer: 256 * MIB,
  });
  return answersSchema.parse(JSON.parse(answers.toString()));
}

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
const folder = mkdtempSync(join(tmpdir(), 'encrypt5-python-'));
try {
  const answers = askPython(folder, { namespace, name, key: Buffer.from(bytes).toString('base64'), samples });
  for (const [index, { frameLength, plaintext }] of SAMPLES.entries()) {
    const title = `${plaintext.length} bytes in frames of ${frameLength}`;
    const answer = answers[index];
    assert(answer, `${title}: no answer`);
    assert.equal(answer.plaintext, plaintext.toString('base64'), `${title}: read by Python`);
    assert.deepEqual(answer.encryptionContext, CONTEXT, `${title}: context read by Python`);
    const read = await openWhole(nodeCipher, wrappingKey, Buffer.from(answer.message, 'base64'));
    assert(read.equals(plaintext), `${title}: written by Python`);
    console.log(`ok: ${title}, both ways`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
