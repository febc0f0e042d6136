import { api } from "../../api/client";
import { useWorld } from "../../world";
import { useSurface } from "../surface";
import { plainText } from "../text/Text";
import type { ExternalSelectElement, SelectOption, StaticSelectElement } from "../types";
import { Combobox } from "./Combobox";
import { type ElementProps, useElement } from "./useElement";

/** Slack asks an external source from the third character on, unless the element says otherwise. */
const DEFAULT_QUERY_LENGTH = 3;

type SearchedElement = ExternalSelectElement | StaticSelectElement;

const matching = (element: StaticSelectElement, typed: string): SelectOption[] =>
  element.options.filter((option) => plainText(option.text).toLowerCase().includes(typed.toLowerCase()));

/** The selects that are searched by typing: external ones (the bot is asked for options) and multi-selects. */
export function SearchSelect(props: ElementProps<SearchedElement>) {
  const { element, blockId } = props;
  const { surface } = useSurface();
  const { user, report } = useWorld();
  const { value, asking, change } = useElement<SearchedElement>(props);
  const many = element.type.startsWith("multi_");
  const external = element.type === "external_select" || element.type === "multi_external_select";
  const chosen = many
    ? ((value?.["selected_options"] as SelectOption[] | undefined) ?? [])
    : [value?.["selected_option"] as SelectOption | null | undefined].filter((option) => option != null);

  const load = async (typed: string): Promise<SelectOption[]> => {
    if (!external) return matching(element as StaticSelectElement, typed);
    try {
      return (await api.options(user.id, surface, blockId, element.action_id ?? "", typed)).options;
    } catch (problem) {
      report(problem);
      return [];
    }
  };
  const onChange = (next: SelectOption[]) => {
    if (!many) change({ type: element.type, selected_option: next[0] ?? null });
    else if (next.length <= (element.max_selected_items ?? Infinity)) {
      change({ type: element.type, selected_options: next });
    }
  };
  const minLength = external ? ((element as ExternalSelectElement).min_query_length ?? DEFAULT_QUERY_LENGTH) : 0;
  return (
    <Combobox
      props={props}
      many={many}
      chosen={chosen}
      asking={asking}
      load={load}
      minLength={minLength}
      onChange={onChange}
    />
  );
}
