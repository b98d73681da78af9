/** One line of the report. A value with the unit `×` is a ratio to what `against` names. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly against?: string;
}

/** Something to be timed. Each call does all of its work, on the same bytes as its rivals. */
export interface Contestant {
  readonly name: string;
  run(): unknown;
}

/** The times of each contestant's rounds in milliseconds. The nth time of each belongs to the same round. */
export type Times = ReadonlyMap<Contestant, readonly number[]>;

/**
 * Runs the contestants in turn, round by round, so that other load on the machine affects all of them equally. Every
 * second round runs in reverse order, because each contestant leaves its garbage to the next one. Warm-up rounds are
 * not counted.
 */
export async function interleave(
  contestants: readonly Contestant[],
  { rounds, warmUp }: { readonly rounds: number; readonly warmUp: number },
): Promise<Times> {
  const times = new Map(contestants.map((contestant) => [contestant, [] as number[]]));
  for (let round = 0; round < warmUp + rounds; round++) {
    for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
      const begin = performance.now();
      await contestant.run();
      if (round >= warmUp) times.get(contestant)?.push(performance.now() - begin);
    }
  }
  return times;
}

/** GB (10^9 bytes) per second: the median of the rounds. */
export function throughput(times: Times, contestant: Contestant, bytes: number): Measurement {
  return {
    name: contestant.name,
    value: median((times.get(contestant) ?? []).map((ms) => bytes / ms / 1e6)),
    unit: 'GB/s',
  };
}

/** Seconds: the median of the rounds. */
export function duration(times: Times, contestant: Contestant): Measurement {
  return { name: contestant.name, value: median(times.get(contestant) ?? []) / 1000, unit: 's' };
}

/** How many times as fast as its rival a contestant is: the median of the rounds' ratios. */
export function speedRatio(times: Times, contestant: Contestant, rival: Contestant): Measurement {
  const rivals = times.get(rival) ?? [];
  const ratios = (times.get(contestant) ?? []).map((ms, round) => (rivals[round] ?? Number.NaN) / ms);
  return { name: contestant.name, value: median(ratios), unit: '×', against: rival.name };
}

/** The middle value; of an even number of values, the upper middle one. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
