/** A chart's numbers in rows and columns. */
import type { CartesianChart } from "../types";

/** The categories in the order in which the axis shows them. */
export const categoriesOf = (chart: CartesianChart): string[] =>
  chart.axis_config?.categories ?? chart.series[0]?.data.map((point) => point.label) ?? [];

/** One row for each series: its value at each category, null where it has none. */
export const valuesOf = (chart: CartesianChart): (number | null)[][] =>
  chart.series.map((series) =>
    categoriesOf(chart).map((category) => series.data.find((point) => point.label === category)?.value ?? null),
  );
