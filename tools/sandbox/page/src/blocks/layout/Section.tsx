import { ElementView } from "../elements/ElementView";
import { Text } from "../text/Text";
import type { SectionBlock } from "../types";

/** Text, and one element at the side. */
export function Section({ block }: { block: SectionBlock }) {
  const { accessory } = block;
  return (
    <div className="section">
      <div className="section-text">
        <Text text={block.text} />
      </div>
      {accessory && (
        <div className="section-accessory">
          <ElementView element={accessory} blockId={block.block_id ?? ""} dispatches />
        </div>
      )}
    </div>
  );
}
