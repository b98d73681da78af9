import { describe, expect, it } from 'vitest';
import { eventTypes, fileErrors } from '#contract';
import { eventWords } from '../../../frontend/files/event-words.ts';

const words = (type: (typeof eventTypes)[number], detail?: string, actor = 'somebody') =>
  eventWords({ type, actor, detail });

describe('an event of a history in plain words', () => {
  it('is told for every type, each in words of its own', () => {
    const told = eventTypes.map((type) => words(type));
    expect(new Set(told).size).toBe(eventTypes.length);
    for (const text of told) expect(text).toMatch(/^[A-Z][^-_]*[^.]$/);
  });

  it('says why, and never in a code', () => {
    for (const [code, { title }] of Object.entries(fileErrors)) {
      const text = words('failed', code);
      expect(text).toContain(title.slice(1));
      expect(text).not.toContain(code);
    }
    expect(words('rejected', 'checksum_mismatch')).toBe(
      'Rejected: the SHA-256 does not match the declared SHA-256',
    );
    expect(words('failed', 'a_code_of_tomorrow')).toBe('Encryption failed');
  });

  it('tells what the owner deleted from what was given up', () => {
    expect(words('shredded')).not.toBe(words('shredded', undefined, 'janitor'));
  });
});
