/** From values to places on a chart. */

/** Round values from at or below `low` to at or above `high`, about `count` of them, evenly spaced. */
export function niceTicks(low: number, high: number, count = 5): number[] {
  const span = high - low || Math.abs(high) || 1;
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.floor(low / step);
  const last = Math.max(Math.ceil(high / step), first + 1);
  return Array.from({ length: last - first + 1 }, (_each, index) => Number(((first + index) * step).toPrecision(12)));
}

/** About how wide a label is at 12 px: Chinese characters take a full square. */
export function labelWidth(label: string): number {
  return [...label].reduce((width, character) => width + (character > "\u2e7f" ? 12 : 6.8), 0);
}

/** Every how many labels one is drawn, so that none touches the next. */
export function labelStride(labels: string[], room: number): number {
  const widest = Math.max(1, ...labels.map(labelWidth)) + 10;
  return Math.max(1, Math.ceil((widest * labels.length) / Math.max(1, room)));
}
