import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { newId, newSecret } from '#aws';
import {
  displayNameSchema,
  emailSchema,
  fileNameSchema,
  idSchema,
  passwordSchema,
  secretSchema,
  sha256Schema,
  typedPasswordSchema,
} from '../../../functions/contract/fields.ts';
import {
  createFileBodySchema,
  pageQuerySchema,
  signPartsBodySchema,
} from '../../../functions/contract/files.ts';

const accepts = (schema: z.ZodType, value: unknown) => schema.safeParse(value).success;

describe('an email address', () => {
  it('is trimmed and converted to lower case', () => {
    expect(emailSchema.parse(' Ada@Example.ORG ')).toBe('ada@example.org');
  });

  it('has at most 254 characters', () => {
    const address = (length: number) =>
      `${'a'.repeat(60)}@${`${'b'.repeat(60)}.`.repeat(3)}`.padEnd(length, 'c');
    expect(accepts(emailSchema, address(254))).toBe(true);
    expect(accepts(emailSchema, address(255))).toBe(false);
  });

  it.each([
    ['before the @', 64, (length: number) => `${'a'.repeat(length)}@example.org`],
    ['between two dots', 63, (length: number) => `ada@${'b'.repeat(length)}.org`],
  ])('has, %s, at most %i characters', (_, maximum, address) => {
    expect(accepts(emailSchema, address(maximum))).toBe(true);
    expect(accepts(emailSchema, address(maximum + 1))).toBe(false);
  });

  it('that is not valid causes one issue', () => {
    expect(emailSchema.safeParse('ada').error?.issues).toHaveLength(1);
  });

  it('is limited after NFKC too, which can turn one character into two', () => {
    expect(emailSchema.parse('㎏@example.org')).toBe('kg@example.org');
    const address = (last: number) =>
      `${'㎏'.repeat(30)}@${`${'㎏'.repeat(30)}.`.repeat(3)}${'c'.repeat(last)}`;
    expect(accepts(emailSchema, address(10))).toBe(true);
    expect(accepts(emailSchema, address(11))).toBe(false);
  });

  it.each(['ada', 'ada@', '@example.org', 'a b@example.org', 'ada@example.org\r\nBcc: all@example.org', ''])(
    'cannot be %j',
    (text) => {
      expect(accepts(emailSchema, text)).toBe(false);
    },
  );
});

describe('a password', () => {
  it.each([
    [11, false],
    [12, true],
    [128, true],
    [129, false],
  ])('of %d characters is accepted: %s', (length, accepted) => {
    expect(accepts(passwordSchema, 'a'.repeat(length))).toBe(accepted);
    expect(accepts(passwordSchema, '😀'.repeat(length))).toBe(accepted);
  });

  it('is the same in composed and in decomposed form', () => {
    const composed = 'Müller—Straße１２３';
    const decomposed = composed.normalize('NFD');
    expect(decomposed).not.toBe(composed);
    expect(typedPasswordSchema.parse(decomposed)).toBe(passwordSchema.parse(composed));
    expect(passwordSchema.parse(composed)).toContain('123');
  });

  it('is counted after normalization', () => {
    expect(accepts(passwordSchema, 'e\u0301'.repeat(11))).toBe(false);
    expect(accepts(passwordSchema, 'ﷺ')).toBe(true);
  });

  it('can be shorter at sign-in, so that a new minimum length does not lock out existing accounts', () => {
    expect(accepts(typedPasswordSchema, 'a')).toBe(true);
    expect(accepts(typedPasswordSchema, 'a'.repeat(512))).toBe(true);
    expect(accepts(typedPasswordSchema, 'a'.repeat(513))).toBe(false);
    expect(accepts(typedPasswordSchema, '')).toBe(false);
  });
});

describe.each([
  ['a display name', displayNameSchema],
  ['a file name', fileNameSchema],
])('%s', (_, schema) => {
  it.each([
    ['a line break', 'a\nb'],
    ['a NUL', 'a\0b'],
    ['a direction override', 'cod\u202Egnp.exe'],
    ['a direction isolate', 'a\u2066b'],
    ['a zero-width space', 'a\u200Bb'],
    ['a line separator', 'a\u2028b'],
    ['a byte order mark', 'a\uFEFFb'],
    ['half a surrogate pair', 'a\uD83Db'],
    ['a private-use character', 'a\uE000b'],
    ['a noncharacter', 'a\uFFFFb'],
    ['only a joiner', '\u200D'],
    ['only a filler', '\u115F'],
    ['only spaces', '   '],
    ['no characters', ''],
  ])('with %s is refused', (_, text) => {
    expect(accepts(schema, text)).toBe(false);
  });

  it.each(['Zoë', '日本語', 'नमस्ते', '👩‍💻', 'می‌خواهم'])('can be %s', (text) => {
    expect(schema.parse(text)).toBe(text.normalize('NFC'));
  });
});

describe('a display name', () => {
  it('has at most 100 characters', () => {
    expect(accepts(displayNameSchema, 'a'.repeat(100))).toBe(true);
    expect(accepts(displayNameSchema, 'a'.repeat(101))).toBe(false);
  });
});

describe('a file name', () => {
  it('has at most 255 bytes of UTF-8', () => {
    expect(accepts(fileNameSchema, 'a'.repeat(255))).toBe(true);
    expect(accepts(fileNameSchema, 'a'.repeat(256))).toBe(false);
    expect(accepts(fileNameSchema, 'ü'.repeat(127))).toBe(true);
    expect(accepts(fileNameSchema, 'ü'.repeat(128))).toBe(false);
  });

  it.each(['.', '..', 'a/b.png', '/etc/passwd', 'a\\b.png', '../a.png'])('cannot be a path: %s', (name) => {
    expect(accepts(fileNameSchema, name)).toBe(false);
  });

  it('is normalized to NFC and trimmed', () => {
    expect(fileNameSchema.parse(' mu\u0308ll.pdf ')).toBe('m\u00FCll.pdf');
  });
});

describe('an id', () => {
  it('is created by newId and sorts by time', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(1), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
        const [earlier, later] = [newId(date), newId(new Date(date.getTime() + 1))];
        expect(idSchema.parse(earlier)).toBe(earlier);
        expect(earlier < later).toBe(true);
      }),
    );
  });

  it.each([
    '',
    '01ARZ3NDEKTSV4RRFFQ69G5FA',
    '81ARZ3NDEKTSV4RRFFQ69G5FAV',
    '01arz3ndektsv4rrffq69g5fav',
    '01ARZ3NDEKTSV4RRFFQ69G5FAV\n',
    '01ARZ3NDEKTSV4RRFFQ69G5FAU',
    '../../../../../../../../..',
  ])('cannot be %j', (text) => {
    expect(accepts(idSchema, text)).toBe(false);
  });
});

describe('secrets and checksums', () => {
  it('a secret is created by newSecret', () => {
    const secret = newSecret();
    expect(secretSchema.parse(secret)).toBe(secret);
    expect(secret).toHaveLength(43);
  });

  it.each([
    ['a'.repeat(64), true],
    ['A'.repeat(64), false],
    ['a'.repeat(63), false],
    ['g'.repeat(64), false],
    [`${'a'.repeat(64)}\n`, false],
  ])('a SHA-256 must be 64 hex digits in lower case: %j %s', (text, accepted) => {
    expect(accepts(sha256Schema, text)).toBe(accepted);
  });
});

describe('the declaration of a file', () => {
  const declared = { name: 'a.png', size: 1, contentType: 'image/png' };
  it.each([
    [0, false],
    [1, true],
    [5 * 2 ** 40, true],
    [5 * 2 ** 40 + 1, false],
    [1.5, false],
    [Number.NaN, false],
  ])('has a size of 1 byte to 5 TiB: %d %s', (size, accepted) => {
    expect(accepts(createFileBodySchema, { ...declared, size })).toBe(accepted);
  });

  it('with an unknown field is refused', () => {
    expect(accepts(createFileBodySchema, { ...declared, owner: 'me' })).toBe(false);
  });
});

describe('the parts to sign', () => {
  it.each([
    [[1], true],
    [[10_000], true],
    [[], false],
    [[0], false],
    [[10_001], false],
    [Array.from({ length: 100 }, (_, index) => index + 1), true],
    [Array.from({ length: 101 }, (_, index) => index + 1), false],
  ])('are 1 to 100 numbers from 1 to 10,000: %j %s', (partNumbers, accepted) => {
    expect(accepts(signPartsBodySchema, { partNumbers })).toBe(accepted);
  });

  it('have checksums in base64', () => {
    const base64 = Buffer.alloc(32).toString('base64');
    expect(accepts(signPartsBodySchema, { partNumbers: [7], sha256: { 7: base64 } })).toBe(true);
    expect(accepts(signPartsBodySchema, { partNumbers: [7], sha256: { 7: 'ab'.repeat(32) } })).toBe(false);
    expect(accepts(signPartsBodySchema, { partNumbers: [7], sha256: { '07': base64 } })).toBe(false);
  });
});

describe('the page of a list', () => {
  it('has 50 items by default, and 1 to 100 on request', () => {
    expect(pageQuerySchema.parse({})).toEqual({ limit: 50 });
    expect(pageQuerySchema.parse({ limit: '100' })).toEqual({ limit: 100 });
    for (const limit of ['0', '101', '', '1.5', 'all', '0x10', '1e1', '+5', ' 5', '٥'])
      expect(accepts(pageQuerySchema, { limit })).toBe(false);
  });
});
