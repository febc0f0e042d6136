import { useStrings } from "../../language";
import type { ChartBlock } from "../types";
import { Cartesian } from "./Cartesian";
import { ChartTable } from "./ChartTable";
import { Legend } from "./Legend";
import { Pie } from "./Pie";

/** The `data_visualization` block: a chart, its legend, and its numbers as a table. */
export function DataVisualization({ block }: { block: ChartBlock }) {
  const strings = useStrings();
  const { chart, title } = block;
  const spoken = `${strings.chartKinds[chart.type]}: ${title}`;
  const names = chart.type === "pie" ? chart.segments.map((each) => each.label) : chart.series.map((each) => each.name);
  return (
    <figure className="chart" data-testid="chart" data-chart-type={chart.type}>
      <figcaption>{title}</figcaption>
      {chart.type === "pie" ? <Pie chart={chart} title={spoken} /> : <Cartesian chart={chart} title={spoken} />}
      <div className="chart-foot">
        <Legend names={names} />
        <ChartTable block={block} />
      </div>
    </figure>
  );
}
