import { Text } from "../text/Text";
import type { ContextBlock } from "../types";
import { addressOf } from "./Picture";

/** Small grey remarks and icons. */
export function Context({ block }: { block: ContextBlock }) {
  return (
    <div className="context">
      {block.elements.map((element, index) =>
        element.type === "image" ? (
          <img key={index} src={addressOf(element)} alt={element.alt_text} />
        ) : (
          <Text key={index} text={element} />
        ),
      )}
    </div>
  );
}
