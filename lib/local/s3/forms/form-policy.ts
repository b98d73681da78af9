import { z } from 'zod';
import { S3Error } from '../errors.ts';

const matchCondition = z.tuple([z.enum(['eq', 'starts-with']), z.string().startsWith('$'), z.string()]);
const sizeCondition = z.tuple([
  z.literal('content-length-range'),
  z.coerce.number().int().nonnegative(),
  z.coerce.number().int().nonnegative(),
]);
const policySchema = z.object({
  expiration: z.iso.datetime(),
  conditions: z.array(z.union([matchCondition, sizeCondition, z.record(z.string(), z.string())])),
});

/** How large the file may be, both ends included. */
export interface SizeRange {
  readonly min: number;
  readonly max: number;
}

/** Fields that need no condition. */
const FREE_FIELDS: ReadonlySet<string> = new Set(['file', 'policy', 'x-amz-signature']);

/**
 * Holds a form against its signed policy ("Creating a POST policy" in the S3 API reference): every condition must hold,
 * and every field must have one.
 *
 * @param policy - base64 of JSON; its signature is verified already
 * @param fields - by lower-case name, `bucket` among them
 * @param now - milliseconds since the epoch
 * @returns the sizes that the policy allows
 * @throws S3Error `AccessDenied`, `InvalidPolicyDocument`
 */
export function checkPolicy(policy: string, fields: ReadonlyMap<string, string>, now: number): SizeRange {
  const { expiration, conditions } = parsePolicy(policy);
  if (Date.parse(expiration) <= now) throw denied('Invalid according to Policy: Policy expired.');
  const covered = new Set<string>();
  let size: SizeRange = { min: 0, max: Number.POSITIVE_INFINITY };
  for (const condition of conditions) {
    if (!Array.isArray(condition)) {
      for (const [name, value] of Object.entries(condition)) check('eq', name, value);
    } else if (condition[0] === 'content-length-range') {
      size = { min: condition[1], max: condition[2] };
    } else {
      check(condition[0], condition[1].slice(1), condition[2]);
    }
  }
  const extra = [...fields.keys()].find(
    (name) =>
      !covered.has(name) && !FREE_FIELDS.has(name) && !name.startsWith('x-ignore-') && name !== 'bucket',
  );
  if (extra !== undefined) throw denied(`Invalid according to Policy: Extra input fields: ${extra}`);
  return size;

  function check(kind: 'eq' | 'starts-with', fieldName: string, expected: string): void {
    const name = fieldName.toLowerCase();
    covered.add(name);
    const value = fields.get(name);
    const holds = kind === 'eq' ? value === expected : value?.startsWith(expected);
    if (holds) return;
    const condition = JSON.stringify([kind, `$${fieldName}`, expected]);
    throw denied(`Invalid according to Policy: Policy Condition failed: ${condition}`);
  }
}

function parsePolicy(policy: string): z.infer<typeof policySchema> {
  let document: unknown;
  try {
    document = JSON.parse(Buffer.from(policy, 'base64').toString('utf8'));
  } catch {
    throw invalidPolicy('Invalid JSON.');
  }
  const result = policySchema.safeParse(document);
  if (!result.success) throw invalidPolicy('Invalid policy document.');
  return result.data;
}

function denied(message: string): S3Error {
  return new S3Error('AccessDenied', 403, message);
}

function invalidPolicy(detail: string): S3Error {
  return new S3Error('InvalidPolicyDocument', 400, `Invalid Policy: ${detail}`);
}
