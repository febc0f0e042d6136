import { Text } from "../text/Text";
import type { ContextBlock } from "../types";

/** Small grey remarks. */
export function Context({ block }: { block: ContextBlock }) {
  return (
    <div className="context">
      {block.elements.map((element, index) => (
        <Text key={index} text={element} />
      ))}
    </div>
  );
}
