import { useEffect, useState } from 'react';
import { formatTimeLeft } from '../locales/index.ts';
import { advancePace, type Pace, secondsLeft, startPace } from './pace.ts';
import type { LocalUpload } from './upload-state.ts';

/** The time that an upload still needs, in words; undefined while it is unknown. */
export function useTimeLeft({ phase, sent, file }: LocalUpload): string | undefined {
  const [pace, setPace] = useState<Pace>();
  const sending = phase === 'sending';
  useEffect(() => {
    const now = Date.now();
    setPace((before) => (sending ? advancePace(before ?? startPace(sent, now), sent, now) : undefined));
  }, [sending, sent]);
  const seconds = pace === undefined ? undefined : secondsLeft(pace, file.size);
  return seconds === undefined ? undefined : formatTimeLeft(seconds);
}
