import type { PieChart } from "../types";
import { shareOf } from "./chartData";
import { colourOf } from "./palette";

const RADIUS = 100;

/** The path of a slice between two parts of the circle (0 to 1, clockwise from the top). */
function slice(from: number, to: number): string {
  const point = (part: number) =>
    `${(RADIUS * Math.sin(2 * Math.PI * part)).toFixed(3)} ${(-RADIUS * Math.cos(2 * Math.PI * part)).toFixed(3)}`;
  return `M 0 0 L ${point(from)} A ${RADIUS} ${RADIUS} 0 ${to - from > 0.5 ? 1 : 0} 1 ${point(to)} Z`;
}

/** A pie chart. */
export function Pie({ chart, title }: { chart: PieChart; title: string }) {
  let start = 0;
  const slices = chart.segments.map((segment, index) => {
    const share = shareOf(segment, chart.segments);
    const from = start;
    start += share;
    return { segment, index, share, from };
  });
  return (
    <svg className="pie" role="img" aria-label={title} width={210} height={210} viewBox="-105 -105 210 210">
      <title>{title}</title>
      {slices.map(({ segment, index, share, from }) => {
        const hover = <title>{`${segment.label}: ${segment.value}`}</title>;
        return share > 0.9999 ? (
          <circle key={index} r={RADIUS} fill={colourOf(index)}>
            {hover}
          </circle>
        ) : (
          <path key={index} d={slice(from, from + share)} fill={colourOf(index)} stroke="#fff" strokeWidth={1.5}>
            {hover}
          </path>
        );
      })}
    </svg>
  );
}
