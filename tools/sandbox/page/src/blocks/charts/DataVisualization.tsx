import { useStrings } from "../../language";
import type { ChartBlock } from "../types";
import { Cartesian } from "./Cartesian";
import { ChartTable } from "./ChartTable";
import { Legend } from "./Legend";

/** The `data_visualization` block: a chart, its legend, and its numbers as a table. */
export function DataVisualization({ block }: { block: ChartBlock }) {
  const strings = useStrings();
  const { chart, title } = block;
  const spoken = `${strings.chartKinds[chart.type]}: ${title}`;
  return (
    <figure className="chart" data-testid="chart" data-chart-type={chart.type}>
      <figcaption>{title}</figcaption>
      <Cartesian chart={chart} title={spoken} />
      <div className="chart-foot">
        <Legend names={chart.series.map((each) => each.name)} />
        <ChartTable block={block} />
      </div>
    </figure>
  );
}
