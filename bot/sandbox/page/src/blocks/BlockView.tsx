import { lazy, Suspense } from "react";
import { DataVisualization } from "./charts/DataVisualization";
import { ElementView } from "./elements/ElementView";
import { Context } from "./layout/Context";
import { Input } from "./layout/Input";
import { Picture } from "./layout/Picture";
import { Section } from "./layout/Section";
import { DataTable } from "./tables/DataTable";
import { Table } from "./tables/Table";
import { plainText } from "./text/Text";
import type { Block } from "./types";

const LibraryBlock = lazy(() => import("./LibraryBlock"));

/** One block of a message or a view. */
export function BlockView({ block }: { block: Block }) {
  switch (block.type) {
    case "section":
      return <Section block={block} />;
    case "header":
      return <h2 className="header-block">{plainText(block.text)}</h2>;
    case "context":
      return <Context block={block} />;
    case "divider":
      return <hr />;
    case "image":
      return <Picture image={block} />;
    case "actions":
      return (
        <div className="actions">
          {block.elements.map((element, index) => (
            <ElementView key={element.action_id ?? index} element={element} blockId={block.block_id ?? ""} dispatches />
          ))}
        </div>
      );
    case "input":
      return <Input block={block} />;
    case "table":
      return <Table block={block} />;
    case "data_table":
      return <DataTable block={block} />;
    case "data_visualization":
      return <DataVisualization block={block} />;
    default:
      return (
        <Suspense>
          <LibraryBlock block={block} />
        </Suspense>
      );
  }
}

/** All blocks of a message or a view. */
export function Blocks({ blocks }: { blocks: Block[] }) {
  return (
    <div className="blocks">
      {blocks.map((block, index) => (
        <BlockView key={block.block_id ?? index} block={block} />
      ))}
    </div>
  );
}
