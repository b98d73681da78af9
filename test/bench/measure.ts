/** One line of the report; a value of the unit `×` is a ratio to what `against` names. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly against?: string;
}

/** Something to be timed; each call does the whole of its work on the same bytes as its rivals do. */
export interface Contestant {
  readonly name: string;
  run(): unknown;
}

/**
 * Contestants by the times of their rounds, in milliseconds: the nth time of each belongs to the same round.
 */
export type Times = ReadonlyMap<Contestant, readonly number[]>;

/**
 * Runs the contestants in turn, round by round, so that whatever else the machine does meets all of them
 * alike; every other round in reverse, since each of them leaves its garbage to the next. The rounds of
 * warming up are not counted.
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

/** GB (10^9 bytes) in a second, median of the rounds. */
export function throughput(times: Times, contestant: Contestant, bytes: number): Measurement {
  return {
    name: contestant.name,
    value: median((times.get(contestant) ?? []).map((ms) => bytes / ms / 1e6)),
    unit: 'GB/s',
  };
}

/** Seconds, median of the rounds. */
export function duration(times: Times, contestant: Contestant): Measurement {
  return { name: contestant.name, value: median(times.get(contestant) ?? []) / 1000, unit: 's' };
}

/** How many times as fast as its rival a contestant is: the median of the ratios of the rounds. */
export function speedRatio(times: Times, contestant: Contestant, rival: Contestant): Measurement {
  const rivals = times.get(rival) ?? [];
  const ratios = (times.get(contestant) ?? []).map((ms, round) => (rivals[round] ?? Number.NaN) / ms);
  return { name: contestant.name, value: median(ratios), unit: '×', against: rival.name };
}

/** The middle value; of an even number of them, the upper one of the middle. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
