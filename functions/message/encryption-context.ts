import { ByteReader } from './byte-reader.ts';
import { compareBytes, concatBytes, uint16, utf8 } from './bytes.ts';
import { MessageError } from './errors.ts';

/** Key-value pairs that are authenticated with message and data key. Not secret (structures.md, Encryption Context). */
export type EncryptionContext = Readonly<Record<string, string>>;

/** default-cmm.md: only allowed in signed messages. The suite of this module does not sign. */
const RESERVED_KEY = 'aws-crypto-public-key';

/** Written keys match this. It excludes the reserved prefix `aws-crypto-` (encrypt.md, Encryption Context). */
const WRITABLE_KEY = /^[a-z0-9:]+$/;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Serializes a context: `u16 count | (u16 length | key | u16 length | value)*`, sorted by the UTF-8 bytes of the
 * keys (structures.md, Serialization). An empty context has no bytes at all.
 *
 * @throws RangeError for a key outside `[a-z0-9:]`, for keys that the official JavaScript keyring sorts
 *   differently, for text that is not well-formed Unicode, or for more than 65,535 bytes
 */
export function serializeContext(context: EncryptionContext): Uint8Array {
  const entries = Object.entries(context).map(([key, value]) => {
    if (!WRITABLE_KEY.test(key))
      throw new RangeError(`The encryption context cannot have the key ${JSON.stringify(key)}`);
    if (!value.isWellFormed()) throw new RangeError(`The value of ${key} is not well-formed Unicode`);
    return { key: utf8(key), value: utf8(value) };
  });
  if (entries.length === 0) return new Uint8Array(0);
  entries.sort((a, b) => compareBytes(a.key, b.key));
  requireLocaleOrder(Object.keys(context));
  const fields = entries.flatMap(({ key, value }) => [uint16(key.length), key, uint16(value.length), value]);
  const serialized = concatBytes([uint16(entries.length), ...fields]);
  // This limit also keeps every length within its UInt16.
  if (serialized.length > 0xffff) throw new RangeError('The encryption context is longer than 65535 bytes');
  return serialized;
}

/**
 * The official JavaScript keyring sorts by locale by default. If that order differs from the order of bytes, the
 * keyring authenticates a different serialization and fails. For the allowed characters, the only difference is that
 * locales sort the colon before the digits.
 */
function requireLocaleOrder(keys: readonly string[]): void {
  const byLocale = (key: string) => key.replaceAll(':', ' ');
  const byBytes = keys.toSorted();
  const differs = byBytes.some((key, index) => byLocale(byBytes[index + 1] ?? key) < byLocale(key));
  if (differs)
    throw new RangeError('Official SDKs disagree about the order of the keys of this encryption context');
}

/**
 * Parses the output of {@link serializeContext} and of the official SDKs. Refuses every other encoding of the same
 * pairs, so that each context has exactly one serialization.
 *
 * @param serialized - the field Key Value Pairs of the header, without its length prefix
 * @returns an object without a prototype, so that keys cannot collide with inherited properties
 * @throws MessageError `context-malformed`, `context-not-canonical`, `context-reserved-key`
 */
export function parseContext(serialized: Uint8Array): EncryptionContext {
  const context: Record<string, string> = Object.create(null);
  if (serialized.length === 0) return Object.freeze(context);
  const reader = new ByteReader(serialized, () => new MessageError('context-malformed'));
  const count = reader.uint16();
  // structures.md, Key Value Pair Count: an empty context has no count.
  if (count === 0) throw new MessageError('context-malformed');
  let previous: Uint8Array | undefined;
  for (let i = 0; i < count; i++) {
    const key = reader.bytes(reader.uint16());
    if (previous && compareBytes(previous, key) >= 0) throw new MessageError('context-not-canonical');
    previous = key;
    context[decode(key)] = decode(reader.bytes(reader.uint16()));
  }
  if (!reader.atEnd) throw new MessageError('context-malformed');
  if (RESERVED_KEY in context) throw new MessageError('context-reserved-key');
  return Object.freeze(context);
}

/** Whether the context contains all expected pairs. It may contain others. */
export function contextHas(context: EncryptionContext, expected: EncryptionContext): boolean {
  return Object.entries(expected).every(([key, value]) => context[key] === value);
}

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new MessageError('context-malformed');
  }
}
