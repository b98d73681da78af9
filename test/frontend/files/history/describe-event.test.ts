import { describe, expect, it } from 'vitest';
import { eventTypes } from '#contract';
import { describeEvent } from '../../../../frontend/files/history/describe-event.ts';
import { t } from '../../../../frontend/locales/index.ts';

const words = (type: (typeof eventTypes)[number], detail?: string, actor = 'user') =>
  describeEvent({ type, actor, detail });

describe('an event of a history', () => {
  it('has a text for every type, each different', () => {
    const texts = eventTypes.map((type) => words(type));
    expect(new Set(texts).size).toBe(eventTypes.length);
    for (const text of texts) expect(text).toMatch(/^[A-Z][^-_]*[^.]$/);
  });

  it('gives the reason in words, not as a code', () => {
    for (const [code, reason] of Object.entries(t.errors.ofFile)) {
      const text = words('failed', code);
      expect(text).toContain(reason.slice(1));
      expect(text).not.toContain(code);
    }
    expect(words('rejected', 'checksum_mismatch')).toBe(
      'Rejected: the SHA-256 does not match the declared value',
    );
    expect(words('failed', 'a_code_of_tomorrow')).toBe('Encryption failed');
  });

  it('distinguishes a deleted file from an unfinished upload', () => {
    expect(words('shredded')).not.toBe(words('shredded', undefined, 'janitor'));
  });
});
