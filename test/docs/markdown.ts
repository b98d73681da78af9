/** A Markdown table. A vertical bar in a cell is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

export function code(text: string): string {
  return `\`${text}\``;
}

export function codes(texts: readonly string[]): string {
  return texts.map(code).join(', ');
}

/** `100,000` */
export function count(number: number): string {
  return number.toLocaleString('en-GB');
}

/** `16 MiB`, in the largest unit that leaves a whole number. */
export function bytes(number: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let [value, unit] = [number, 0];
  while (value >= 1024 && value % 1024 === 0 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${count(value)} ${units[unit]}`;
}

/** `15 minutes`, in the largest unit that leaves a whole number. */
export function duration(seconds: number): string {
  const units = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const;
  for (const [unit, length] of units) {
    if (seconds >= length && seconds % length === 0) return plural(seconds / length, unit);
  }
  return plural(seconds, 'second');
}

/** `2 days`, `1 hour` */
export function plural(number: number, unit: string): string {
  return `${count(number)} ${unit}${number === 1 ? '' : 's'}`;
}
