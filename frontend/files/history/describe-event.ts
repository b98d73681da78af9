import type { HistoryItem } from '#contract';
import { t } from '../../locales/index.ts';

/** What happened, in plain words; a known code is explained. */
export function describeEvent({
  type,
  actor,
  detail,
}: Pick<HistoryItem, 'type' | 'actor' | 'detail'>): string {
  if (type === 'decryption-requested' && actor === 'share') return t.files.history.requestedByLink;
  if (type === 'shredded' && actor === 'janitor') return t.files.history.abandoned;
  const event = t.files.history.events[type];
  const reason = Object.entries(t.errors.ofFile).find(([code]) => code === detail)?.[1];
  return reason === undefined ? event : t.files.history.because(event, lowerFirst(reason));
}

function lowerFirst(text: string): string {
  return /^\p{Lu}\p{Ll}/u.test(text) ? text.charAt(0).toLocaleLowerCase(t.tag) + text.slice(1) : text;
}
