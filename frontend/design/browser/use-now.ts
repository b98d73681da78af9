import { useEffect, useState } from 'react';

/** The time, told again every `every` milliseconds, so that ages and ends shown on the page stay true. */
export function useNow(every: number): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
