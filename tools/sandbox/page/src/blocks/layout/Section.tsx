import { ElementView } from "../elements/ElementView";
import { Text } from "../text/Text";
import type { SectionBlock } from "../types";
import { addressOf } from "./Picture";

/** Text, up to ten fields in two columns, and one element at the side. */
export function Section({ block }: { block: SectionBlock }) {
  const { accessory } = block;
  return (
    <div className="section">
      <div className="section-text">
        {block.text && <Text text={block.text} />}
        {block.fields && (
          <div className="fields">
            {block.fields.map((field, index) => (
              <Text key={index} text={field} />
            ))}
          </div>
        )}
      </div>
      {accessory && (
        <div className="section-accessory">
          {accessory.type === "image" ? (
            <img className="thumbnail" src={addressOf(accessory)} alt={accessory.alt_text} />
          ) : (
            <ElementView element={accessory} blockId={block.block_id ?? ""} dispatches />
          )}
        </div>
      )}
    </div>
  );
}
