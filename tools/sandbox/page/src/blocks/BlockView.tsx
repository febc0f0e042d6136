import { DataVisualization } from "./charts/DataVisualization";
import { ElementView } from "./elements/ElementView";
import { Context } from "./layout/Context";
import { Input } from "./layout/Input";
import { Section } from "./layout/Section";
import { DataTable } from "./tables/DataTable";
import { Table } from "./tables/Table";
import { plainText } from "./text/Text";
import type { Block } from "./types";

/** One block of a message or a view. */
export function BlockView({ block }: { block: Block }) {
  switch (block.type) {
    case "section":
      return <Section block={block} />;
    case "header":
      return <h2 className="header-block">{plainText(block.text)}</h2>;
    case "context":
      return <Context block={block} />;
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
  }
}

/** What people press in a block outside of forms. */
function actionsOf(block: Block): string[] {
  const elements = block.type === "actions" ? block.elements : block.type === "section" ? [block.accessory] : [];
  return elements.flatMap((element) => (element && "action_id" in element ? [element.action_id ?? ""] : []));
}

/**
 * Which block each is when a message or a view is sent anew. Slack gives most of them other ids then: what can be
 * pressed in them tells them better, so that what was pressed keeps the focus.
 */
function keysOf(blocks: Block[]): string[] {
  const seen = new Map<string, number>();
  return blocks.map((block, index) => {
    const name = actionsOf(block).join(" ") || (block.block_id ?? String(index));
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return `${name} ${before}`;
  });
}

/** All blocks of a message or a view. */
export function Blocks({ blocks }: { blocks: Block[] }) {
  const keys = keysOf(blocks);
  return (
    <div className="blocks">
      {blocks.map((block, index) => (
        <BlockView key={keys[index]} block={block} />
      ))}
    </div>
  );
}
