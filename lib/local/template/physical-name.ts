import { createHash } from 'node:crypto';

/** The shortest limit of the services: function names, roles and buckets end at 63 or 64 characters. */
const LONGEST = 60;

/** A name that is the same at every start, lower case and valid for every service: `shop-orders12345678`. */
export function physicalName(stackName: string, logicalId: string): string {
  const full = `${stackName}-${logicalId}`.toLowerCase();
  if (full.length <= LONGEST) return full;
  const digest = createHash('sha256').update(full).digest('hex').slice(0, 8);
  return `${full.slice(0, LONGEST - 9)}-${digest}`;
}
