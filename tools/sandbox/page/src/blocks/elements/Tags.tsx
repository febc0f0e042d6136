import { useStrings } from "../../language";
import { plainText } from "../text/Text";
import type { SelectOption } from "../types";

/** The options that a multi-select has taken, each with a button to remove it. */
export function Tags({ chosen, onRemove }: { chosen: SelectOption[]; onRemove: (option: SelectOption) => void }) {
  const strings = useStrings();
  if (chosen.length === 0) return null;
  return (
    <ul className="tags">
      {chosen.map((option) => (
        <li key={option.value} className="tag">
          {plainText(option.text)}
          <button type="button" aria-label={strings.remove(plainText(option.text))} onClick={() => onRemove(option)}>
            ×
          </button>
        </li>
      ))}
    </ul>
  );
}
