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

const takes = (schema: z.ZodType, value: unknown) => schema.safeParse(value).success;

describe('a mail address', () => {
  it('is compared in lower case, without the space around it', () => {
    expect(emailSchema.parse(' Ada@Example.ORG ')).toBe('ada@example.org');
  });

  it('has 254 characters at most', () => {
    const address = (length: number) =>
      `${'a'.repeat(60)}@${`${'b'.repeat(60)}.`.repeat(3)}`.padEnd(length, 'c');
    expect(takes(emailSchema, address(254))).toBe(true);
    expect(takes(emailSchema, address(255))).toBe(false);
  });

  it.each([
    ['before the @', 64, (length: number) => `${'a'.repeat(length)}@example.org`],
    ['between two dots', 63, (length: number) => `ada@${'b'.repeat(length)}.org`],
  ])('has no more characters %s than %i', (_, most, address) => {
    expect(takes(emailSchema, address(most))).toBe(true);
    expect(takes(emailSchema, address(most + 1))).toBe(false);
  });

  it('is told once what it has to be', () => {
    expect(emailSchema.safeParse('ada').error?.issues).toHaveLength(1);
  });

  it('has no more than that in NFKC either, which makes two letters of one sign', () => {
    expect(emailSchema.parse('㎏@example.org')).toBe('kg@example.org');
    const address = (last: number) =>
      `${'㎏'.repeat(30)}@${`${'㎏'.repeat(30)}.`.repeat(3)}${'c'.repeat(last)}`;
    expect(takes(emailSchema, address(10))).toBe(true);
    expect(takes(emailSchema, address(11))).toBe(false);
  });

  it.each(['ada', 'ada@', '@example.org', 'a b@example.org', 'ada@example.org\r\nBcc: all@example.org', ''])(
    'is not %j',
    (text) => {
      expect(takes(emailSchema, text)).toBe(false);
    },
  );
});

describe('a password', () => {
  it.each([
    [11, false],
    [12, true],
    [128, true],
    [129, false],
  ])('of %d characters: %s', (length, fine) => {
    expect(takes(passwordSchema, 'a'.repeat(length))).toBe(fine);
    expect(takes(passwordSchema, '😀'.repeat(length))).toBe(fine);
  });

  it('is the same from every keyboard: registered composed, typed in pieces', () => {
    const composed = 'Müller—Straße１２３';
    const pieces = composed.normalize('NFD');
    expect(pieces).not.toBe(composed);
    expect(typedPasswordSchema.parse(pieces)).toBe(passwordSchema.parse(composed));
    expect(passwordSchema.parse(composed)).toContain('123');
  });

  it('is counted as it is kept', () => {
    expect(takes(passwordSchema, 'e\u0301'.repeat(11))).toBe(false);
    expect(takes(passwordSchema, 'ﷺ')).toBe(true);
  });

  it('may be of any length at sign-in, so that a rule of today locks nobody out', () => {
    expect(takes(typedPasswordSchema, 'a')).toBe(true);
    expect(takes(typedPasswordSchema, 'a'.repeat(512))).toBe(true);
    expect(takes(typedPasswordSchema, 'a'.repeat(513))).toBe(false);
    expect(takes(typedPasswordSchema, '')).toBe(false);
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
    ['a character of private use', 'a\uE000b'],
    ['what is no character', 'a\uFFFFb'],
    ['nothing but a joiner', '\u200D'],
    ['nothing but a filler', '\u115F'],
    ['nothing but space', '   '],
    ['nothing', ''],
  ])('with %s is refused', (_, text) => {
    expect(takes(schema, text)).toBe(false);
  });

  it.each(['Zoë', '日本語', 'नमस्ते', '👩‍💻', 'می‌خواهم'])('may be %s', (text) => {
    expect(schema.parse(text)).toBe(text.normalize('NFC'));
  });
});

describe('a display name', () => {
  it('has 100 characters at most', () => {
    expect(takes(displayNameSchema, 'a'.repeat(100))).toBe(true);
    expect(takes(displayNameSchema, 'a'.repeat(101))).toBe(false);
  });
});

describe('a file name', () => {
  it('has 255 bytes of UTF-8 at most', () => {
    expect(takes(fileNameSchema, 'a'.repeat(255))).toBe(true);
    expect(takes(fileNameSchema, 'a'.repeat(256))).toBe(false);
    expect(takes(fileNameSchema, 'ü'.repeat(127))).toBe(true);
    expect(takes(fileNameSchema, 'ü'.repeat(128))).toBe(false);
  });

  it.each(['.', '..', 'a/b.png', '/etc/passwd', 'a\\b.png', '../a.png'])('is never a path: %s', (name) => {
    expect(takes(fileNameSchema, name)).toBe(false);
  });

  it('is kept as one spelling', () => {
    expect(fileNameSchema.parse(' mu\u0308ll.pdf ')).toBe('m\u00FCll.pdf');
  });
});

describe('an id', () => {
  it('is what newId makes, and sorts by time', () => {
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
  ])('is not %j', (text) => {
    expect(takes(idSchema, text)).toBe(false);
  });
});

describe('secrets and sums', () => {
  it('a secret is what newSecret makes', () => {
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
  ])('a SHA-256 is lower-case hex: %j %s', (text, fine) => {
    expect(takes(sha256Schema, text)).toBe(fine);
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
  ])('has a size of 1 byte to 5 TiB: %d %s', (size, fine) => {
    expect(takes(createFileBodySchema, { ...declared, size })).toBe(fine);
  });

  it('is refused with a field that nobody knows', () => {
    expect(takes(createFileBodySchema, { ...declared, owner: 'me' })).toBe(false);
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
  ])('are 1 to 100 of 1 to 10,000: %j %s', (partNumbers, fine) => {
    expect(takes(signPartsBodySchema, { partNumbers })).toBe(fine);
  });

  it('carry their sums in base64', () => {
    const base64 = Buffer.alloc(32).toString('base64');
    expect(takes(signPartsBodySchema, { partNumbers: [7], sha256: { 7: base64 } })).toBe(true);
    expect(takes(signPartsBodySchema, { partNumbers: [7], sha256: { 7: 'ab'.repeat(32) } })).toBe(false);
    expect(takes(signPartsBodySchema, { partNumbers: [7], sha256: { '07': base64 } })).toBe(false);
  });
});

describe('the page of a list', () => {
  it('has 50 items unless 1 to 100 are asked for', () => {
    expect(pageQuerySchema.parse({})).toEqual({ limit: 50 });
    expect(pageQuerySchema.parse({ limit: '100' })).toEqual({ limit: 100 });
    for (const limit of ['0', '101', '', '1.5', 'all', '0x10', '1e1', '+5', ' 5', '٥'])
      expect(takes(pageQuerySchema, { limit })).toBe(false);
  });
});
