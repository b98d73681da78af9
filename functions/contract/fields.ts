import * as z from 'zod';

/**
 * An email address, in NFKC and lower case. At most 254 characters (RFC 5321, section 4.5.3.1.3, without the brackets),
 * both as typed and in NFKC, which can be longer. At most 64 characters before the @ (section 4.5.3.1.1) and 63 in each
 * label after it (RFC 1035, section 2.3.4).
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
 * A new password, in NFKC, so that every keyboard produces the same one.
 *
 * @param least - minimum number of characters; the maximum is 128
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

/** The password of a share. It may be shorter because it protects one file for a limited time. */
export const sharePasswordSchema = newPasswordSchema(8);

/** A password as typed at sign-in. Older passwords may be shorter than today's minimum. */
export const typedPasswordSchema = z
  .string()
  .min(1)
  .max(512)
  .transform((text) => text.normalize('NFKC'));

/** A code for two-factor authentication: 6 digits from an app, or a recovery code. Spaces, dashes and case are ignored. */
export const secondFactorCodeSchema = z
  .string()
  .max(64)
  .transform((text) => text.replace(/[\s-]/g, '').toUpperCase())
  .pipe(z.string().regex(/^(\d{6}|[0-9A-HJKMNP-TV-Z]{16})$/, '6 digits or a recovery code'));

/** A display name: one line without control characters and direction overrides. */
export const displayNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine(isOneVisibleLine, 'one line of visible characters');

/** The name of a file, in NFC. Never a path. At most 255 bytes of UTF-8, the limit of common file systems. */
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
      .refine((name) => name !== '.' && name !== '..', 'not the name of a folder')
      .refine(isOneVisibleLine, 'one line of visible characters'),
  );

/** The beginning of a file name, as typed into a search field. */
export const namePrefixSchema = z
  .string()
  .max(255)
  .transform((text) => text.normalize('NFC').trimStart())
  .pipe(z.string().refine(isOneVisibleLine, 'one line of visible characters'));

/** An id is a ULID: 26 characters of Crockford's base 32. Ids sort by creation time. */
export const idSchema = z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, 'an id');

/** ISO 8601 in UTC with milliseconds. */
export const timeSchema = z.iso.datetime();

/** SHA-256 in lower-case hex, as `sha256sum` prints it. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits in lower case');

/** An opaque secret in base64url, as used in links and refresh tokens. */
export const secretSchema = z.string().regex(/^[A-Za-z0-9_.-]{16,512}$/, 'a token of this vault');

function between(value: number, low: number, high: number): boolean {
  return value >= low && value <= high;
}

/**
 * Whether a text is empty or one line with a visible character. Control characters, line separators, private use,
 * noncharacters and lone surrogates are not allowed. Nor are format characters, because direction overrides show
 * `fdp.exe` as `exe.pdf`. The two joiners that scripts and emoji need are allowed.
 */
function isOneVisibleLine(text: string): boolean {
  return (
    text.isWellFormed() &&
    !/[\p{Cc}\p{Co}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]|(?![\u200C\u200D])\p{Cf}/u.test(text) &&
    (text === '' || /[^\s\p{Default_Ignorable_Code_Point}]/u.test(text))
  );
}
