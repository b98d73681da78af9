import { useEffect, useState } from 'react';
import { formatTimeLeft } from '../locales/index.ts';
import { advancePace, type Pace, secondsLeft, startPace } from './pace.ts';
import type { UploadView } from './view-upload.ts';

/** The time that an upload still needs, in words; undefined while nobody can say. */
export function useTimeLeft({ phase, sent, size }: UploadView): string | undefined {
  const [pace, setPace] = useState<Pace>();
  const sending = phase === 'sending';
  useEffect(() => {
    const now = Date.now();
    setPace((before) => (sending ? advancePace(before ?? startPace(sent, now), sent, now) : undefined));
  }, [sending, sent]);
  const seconds = pace === undefined ? undefined : secondsLeft(pace, size);
  return seconds === undefined ? undefined : formatTimeLeft(seconds);
}
