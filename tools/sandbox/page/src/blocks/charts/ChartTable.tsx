import { useStrings } from "../../language";
import type { ChartBlock } from "../types";
import { categoriesOf, valuesOf } from "./chartData";

type Rows = { header: string[]; rows: string[][] };

function useRows(chart: ChartBlock["chart"]): Rows {
  const strings = useStrings();
  const values = valuesOf(chart);
  return {
    header: [chart.axis_config?.x_label ?? strings.category, ...chart.series.map((series) => series.name)],
    rows: categoriesOf(chart).map((category, index) => [category, ...values.map((row) => String(row[index] ?? "–"))]),
  };
}

/** The chart's numbers as a table, for those who cannot see the chart or want to read it closely. */
export function ChartTable({ block }: { block: ChartBlock }) {
  const strings = useStrings();
  const { header, rows } = useRows(block.chart);
  return (
    <details className="chart-table">
      <summary>{strings.chartAsTable}</summary>
      <div className="table-scroll" tabIndex={0} role="group" aria-label={block.title}>
        <table className="table">
          <caption className="hidden">{block.title}</caption>
          <thead>
            <tr>
              {header.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, ...cells], index) => (
              <tr key={index}>
                <th scope="row">{name}</th>
                {cells.map((cell, column) => (
                  <td key={column} className="align-right">
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
