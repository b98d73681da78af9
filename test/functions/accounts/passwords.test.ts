import { scryptSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createPasswords } from '#accounts';

const PASSWORD = 'correct horse battery staple';
const LN = 4;
const passwords = createPasswords(LN);

/** A hash with the parameters of an older version. */
function hashAt(password: string, { ln, r, p }: { ln: number; r: number; p: number }): string {
  const salt = Buffer.from('0123456789abcdef');
  const hash = scryptSync(password, salt, 32, { N: 2 ** ln, r, p });
  const text = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');
  return `$scrypt$ln=${ln},r=${r},p=${p}$${text(salt)}$${text(hash)}`;
}

describe('a stored password', () => {
  it('is a PHC string with its cost, a salt of 16 bytes and a hash of 32', async () => {
    expect(await createPasswords(17).hash(PASSWORD)).toMatch(
      /^\$scrypt\$ln=17,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
    );
  });

  it('is never the same twice', async () => {
    expect(await passwords.hash(PASSWORD)).not.toBe(await passwords.hash(PASSWORD));
  });

  it('is a hash of scrypt of the standard library', async () => {
    const [, , , salt, hash] = (await passwords.hash(PASSWORD)).split('$');
    const again = scryptSync(PASSWORD, Buffer.from(salt ?? '', 'base64'), 32, {
      N: 2 ** LN,
      r: 8,
      p: 1,
    });
    expect(Buffer.from(hash ?? '', 'base64').equals(again)).toBe(true);
  });

  it('accepts only its own password', async () => {
    const phc = await passwords.hash(PASSWORD);
    expect(await passwords.verify(PASSWORD, phc)).toBe(true);
    expect(await passwords.verify(`${PASSWORD} `, phc)).toBe(false);
    expect(await passwords.verify('', phc)).toBe(false);
    expect(passwords.isOutdated(phc)).toBe(false);
  });

  it.each([
    { ln: 14, r: 8, p: 1 },
    { ln: 12, r: 4, p: 1 },
    { ln: 12, r: 8, p: 2 },
  ])('with the cost $ln, $r, $p still accepts its password and is outdated', async (cost) => {
    const phc = hashAt(PASSWORD, cost);
    expect(await passwords.verify(PASSWORD, phc)).toBe(true);
    expect(await passwords.verify('another password', phc)).toBe(false);
    expect(passwords.isOutdated(phc)).toBe(true);
  });

  it.each(['', 'secret', '$2b$12$abcdefghijklmnopqrstuv', '$scrypt$ln=17,r=8$AAAA$AAAA'])(
    'that is not a PHC string (%j) causes an error',
    async (phc) => {
      await expect(passwords.verify(PASSWORD, phc)).rejects.toThrow('not in PHC form');
    },
  );

  it('of an unknown account takes as long as a real one and accepts no password', async () => {
    expect(passwords.isOutdated(passwords.unmatched)).toBe(false);
    expect(await passwords.verify(PASSWORD, passwords.unmatched)).toBe(false);
  });
});
