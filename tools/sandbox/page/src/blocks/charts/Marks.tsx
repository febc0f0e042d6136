import type { CartesianChart } from "../types";
import { colourOf } from "./palette";

export interface Plot {
  chart: CartesianChart;
  /** One row of values for each series, in the order of the categories. */
  rows: (number | null)[][];
  categories: string[];
  /** Where a category's middle and a value are, and how wide a category's band is. */
  x: (index: number) => number;
  y: (value: number) => number;
  band: number;
  baseline: number;
}

const hover = (plot: Plot, series: number, index: number, value: number) => (
  <title>{`${plot.chart.series[series]?.name ?? ""} · ${plot.categories[index] ?? ""}: ${value}`}</title>
);

function Bars({ plot }: { plot: Plot }) {
  const width = (plot.band * 0.7) / plot.rows.length;
  return plot.rows.map((values, series) =>
    values.map((value, index) => {
      if (value === null) return null;
      const left = plot.x(index) - plot.band * 0.35 + series * width;
      const top = Math.min(plot.y(value), plot.baseline);
      const height = Math.max(1, Math.abs(plot.y(value) - plot.baseline));
      return (
        <rect
          key={`${series}-${index}`}
          x={left}
          y={top}
          width={Math.max(1, width - 1)}
          height={height}
          rx={2}
          fill={colourOf(series)}
        >
          {hover(plot, series, index, value)}
        </rect>
      );
    }),
  );
}

function Lines({ plot }: { plot: Plot }) {
  const filled = plot.chart.type === "area";
  return plot.rows.map((values, series) => {
    const points = values.flatMap((value, index) => (value === null ? [] : [{ index, value }]));
    const path = points.map(({ index, value }) => `${plot.x(index)},${plot.y(value)}`).join(" ");
    const first = points[0];
    const last = points[points.length - 1];
    const ground =
      first && last ? `${plot.x(first.index)},${plot.baseline} ${path} ${plot.x(last.index)},${plot.baseline}` : "";
    const colour = colourOf(series);
    return (
      <g key={series}>
        {filled && <polygon points={ground} fill={colour} fillOpacity={0.18} />}
        <polyline points={path} fill="none" stroke={colour} strokeWidth={2} strokeLinejoin="round" />
        {points.map(({ index, value }) => (
          <circle key={index} cx={plot.x(index)} cy={plot.y(value)} r={6} fill="transparent">
            {hover(plot, series, index, value)}
          </circle>
        ))}
      </g>
    );
  });
}

/** The bars, lines or areas of a chart. */
export function Marks({ plot }: { plot: Plot }) {
  return plot.chart.type === "bar" ? <Bars plot={plot} /> : <Lines plot={plot} />;
}
