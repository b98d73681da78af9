import * as z from 'zod';

/**
 * A mail address; compared in lower case. At most 254 characters (RFC 5321, section 4.5.3.1.3, less the brackets), as typed and in NFKC,
 * which may have more of them; at most 64 before the at sign (section 4.5.3.1.1), and 63 in each label after it (RFC 1035, section 2.3.4).
 */
export const emailSchema = z
  .string()
  .max(254)
  .transform((text) => text.trim().normalize('NFKC').toLowerCase())
  .pipe(
    z
      .email({ abort: true })
      .max(254)
      .refine(
        (address) => /^[^@]{1,64}@([^.]{1,63}\.)+[^.]{1,63}$/.test(address),
        'at most 64 characters before the @, and 63 between two dots after it',
      ),
  );

/**
 * A password to set, in NFKC so that every keyboard types the same one.
 *
 * @param least - characters of any kind; 128 at most
 */
const newPasswordSchema = (least: number) =>
  z
    .string()
    .max(512)
    .transform((text) => text.normalize('NFKC'))
    .pipe(
      z
        .string()
        .refine((text) => between([...text].length, least, 128), `between ${least} and 128 characters`),
    );

/** The password of an account. */
export const passwordSchema = newPasswordSchema(12);

/** The password of a share: it is one file's, for a while, and told to somebody. */
export const sharePasswordSchema = newPasswordSchema(8);

/** A password as typed at sign-in: any length that a password ever may have had. */
export const typedPasswordSchema = z
  .string()
  .min(1)
  .max(512)
  .transform((text) => text.normalize('NFKC'));

/** A code of a second factor: 6 digits of the moment, or a recovery code. How they are grouped and written does not matter. */
export const secondFactorCodeSchema = z
  .string()
  .max(64)
  .transform((text) => text.replace(/[\s-]/g, '').toUpperCase())
  .pipe(z.string().regex(/^(\d{6}|[0-9A-HJKMNP-TV-Z]{16})$/, '6 digits, or a recovery code'));

/** A name to show: one line, no control characters and no direction overrides. */
export const displayNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine(isOneVisibleLine, 'one line of visible characters');

/** A file's name as the user knows it: data, never a path. At most 255 bytes of UTF-8, as file systems allow. */
export const fileNameSchema = z
  .string()
  .max(255)
  .transform((text) => text.normalize('NFC').trim())
  .pipe(
    z
      .string()
      .min(1)
      .refine((name) => new TextEncoder().encode(name).length <= 255, 'at most 255 bytes of UTF-8')
      .refine((name) => !/[/\\]/.test(name), 'no path separators')
      .refine((name) => name !== '.' && name !== '..', 'not a folder')
      .refine(isOneVisibleLine, 'one line of visible characters'),
  );

/** What a file's name begins with, as somebody types it into a search. */
export const namePrefixSchema = z
  .string()
  .max(255)
  .transform((text) => text.normalize('NFC').trimStart())
  .pipe(z.string().refine(isOneVisibleLine, 'one line of visible characters'));

/** Ids are ULIDs: 26 characters of Crockford's base 32, sortable by the time at which they were made. */
export const idSchema = z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, 'not an id');

/** ISO 8601 in UTC with milliseconds. */
export const timeSchema = z.iso.datetime();

/** SHA-256 in lower-case hex, as `sha256sum` prints it. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits');

/** An opaque secret in base64url, as links and refresh tokens carry it. */
export const secretSchema = z.string().regex(/^[A-Za-z0-9_.-]{16,512}$/, 'not a token of ours');

function between(value: number, low: number, high: number): boolean {
  return value >= low && value <= high;
}

/**
 * No control characters, line separators, private use, noncharacters or lone surrogates, and no format characters (direction
 * overrides make `exe.pdf` of `fdp.exe`) but the two joiners that scripts and emoji need; and something else than characters
 * that show nothing by themselves, unless there is none at all.
 */
function isOneVisibleLine(text: string): boolean {
  return (
    text.isWellFormed() &&
    !/[\p{Cc}\p{Co}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]|(?![\u200C\u200D])\p{Cf}/u.test(text) &&
    (text === '' || /[^\s\p{Default_Ignorable_Code_Point}]/u.test(text))
  );
}
