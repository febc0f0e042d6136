/** How an element is named for assistive technology and for tests. */
import { plainText } from "../text/Text";
import type { Element } from "../types";
import type { ElementProps } from "./useElement";

/** The attributes of the control itself: its label, its hint, whether it is wrong, its test id. */
export function naming(
  { element, labelledBy, describedBy, invalid }: ElementProps<Element>,
  fallback: string,
) {
  const placeholder = plainText(element.placeholder);
  return {
    ...(labelledBy ? { "aria-labelledby": labelledBy } : { "aria-label": placeholder || fallback }),
    ...(describedBy ? { "aria-describedby": describedBy } : {}),
    ...(invalid ? { "aria-invalid": true } : {}),
    "data-testid": `action-${element.action_id ?? ""}`,
  };
}
