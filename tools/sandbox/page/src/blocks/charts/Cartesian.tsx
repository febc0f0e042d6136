import { useLanguage } from "../../language";
import type { CartesianChart } from "../types";
import { valuesOf, categoriesOf } from "./chartData";
import { Marks, type Plot } from "./Marks";
import { labelStride, labelWidth, niceTicks } from "./scale";
import { useWidth } from "./useWidth";

/** Low enough that an answer with a chart and a table stands in one screen. */
const HEIGHT = 156;
const TOP = 12;
const RIGHT = 24;

/** A line, bar or area chart with its axes. */
export function Cartesian({ chart, title }: { chart: CartesianChart; title: string }) {
  const language = useLanguage();
  const { element, width } = useWidth<HTMLDivElement>(520);
  const categories = categoriesOf(chart);
  const rows = valuesOf(chart);
  const all = rows.flat().filter((value) => value !== null);
  // Bars and areas are read from zero; a line shows its own range.
  const seen = chart.type === "line" && all.length > 0 ? all : [...all, 0];
  const ticks = niceTicks(Math.min(...seen), Math.max(...seen));
  const low = ticks[0] ?? 0;
  const high = ticks[ticks.length - 1] ?? 1;
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 6 });
  const { x_label: xLabel, y_label: yLabel } = chart.axis_config ?? {};

  const left = Math.max(...ticks.map((tick) => labelWidth(number.format(tick)))) + 12 + (yLabel ? 20 : 0);
  const bottom = HEIGHT - 24 - (xLabel ? 20 : 0);
  const room = width - left - RIGHT;
  const band = room / Math.max(1, categories.length);
  const plot: Plot = {
    chart,
    rows,
    categories,
    x: (index) => left + (index + 0.5) * band,
    y: (value) => bottom - ((value - low) / (high - low)) * (bottom - TOP),
    band,
    baseline: bottom - ((Math.min(Math.max(0, low), high) - low) / (high - low)) * (bottom - TOP),
  };
  const stride = labelStride(categories, room);
  return (
    <div ref={element}>
      <svg role="img" aria-label={title} width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`}>
        <title>{title}</title>
        {ticks.map((tick) => (
          <g key={tick}>
            <line className="grid" x1={left} x2={width - RIGHT} y1={plot.y(tick)} y2={plot.y(tick)} />
            <text x={left - 8} y={plot.y(tick)} textAnchor="end" dominantBaseline="central">
              {number.format(tick)}
            </text>
          </g>
        ))}
        <Marks plot={plot} />
        {categories.map(
          (category, index) =>
            // Counted from the end: the newest category always has its label.
            (categories.length - 1 - index) % stride === 0 && (
              <text key={category} x={plot.x(index)} y={bottom + 17} textAnchor="middle">
                {category}
              </text>
            ),
        )}
        {xLabel && (
          <text className="axis-label" x={left + room / 2} y={HEIGHT - 6} textAnchor="middle">
            {xLabel}
          </text>
        )}
        {yLabel && (
          <text
            className="axis-label"
            transform={`translate(13 ${(TOP + bottom) / 2}) rotate(-90)`}
            textAnchor="middle"
          >
            {yLabel}
          </text>
        )}
      </svg>
    </div>
  );
}
