import { ByteReader } from './byte-reader.ts';
import { compareBytes, concatBytes, uint16, utf8 } from './bytes.ts';
import { MessageError } from './errors.ts';

/** Text by text, not secret, bound to message and data key (structures.md, Encryption Context). */
export type EncryptionContext = Readonly<Record<string, string>>;

/** default-cmm.md: stands only in messages that are signed, which this suite never is. */
const RESERVED_KEY = 'aws-crypto-public-key';

/** Only such keys are written; they exclude the prefix `aws-crypto-` (encrypt.md, Encryption Context). */
const WRITABLE_KEY = /^[a-z0-9:]+$/;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Serializes as structures.md, Serialization: `u16 count | (u16 length | key | u16 length | value)*`, sorted
 * by the keys' UTF-8 bytes; zero bytes for an empty context.
 *
 * @throws RangeError for a key outside `[a-z0-9:]`, for keys that the official JavaScript keyring would sort
 *   otherwise, for text that UTF-8 cannot express, or beyond 65,535 bytes
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
  // also keeps every single length within its UInt16
  if (serialized.length > 0xffff) throw new RangeError('The encryption context is longer than 65535 bytes');
  return serialized;
}

/**
 * The official JavaScript keyring sorts by locale unless told otherwise, and then does not find the context
 * that it has to authenticate. Of the characters that a key may have, locales put the colon before the
 * digits, bytes put it behind them.
 */
function requireLocaleOrder(keys: readonly string[]): void {
  const byLocale = (key: string) => key.replaceAll(':', ' ');
  const byBytes = keys.toSorted();
  const differs = byBytes.some((key, index) => byLocale(byBytes[index + 1] ?? key) < byLocale(key));
  if (differs)
    throw new RangeError('Official SDKs disagree about the order of the keys of this encryption context');
}

/**
 * Reads what {@link serializeContext} and the official SDKs write, and refuses every other spelling of the
 * same pairs: one context has one serialization.
 *
 * @param serialized - the field Key Value Pairs of the header, without the length before it
 * @returns an object without prototype, so that no key can be mistaken for an inherited property
 * @throws MessageError `context-malformed`, `context-not-canonical`, `context-reserved-key`
 */
export function parseContext(serialized: Uint8Array): EncryptionContext {
  const context: Record<string, string> = Object.create(null);
  if (serialized.length === 0) return Object.freeze(context);
  const reader = new ByteReader(serialized, () => new MessageError('context-malformed'));
  const count = reader.uint16();
  // structures.md, Key Value Pair Count: an empty context has no count at all
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

/** Whether every pair that is expected stands in the context; others may stand there too. */
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
