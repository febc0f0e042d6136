import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useStrings } from "../../language";
import { usePopup } from "../../ui/usePopup";
import { plainText } from "../text/Text";
import type { Element, SelectOption } from "../types";
import { ConfirmDialog } from "./ConfirmDialog";
import { Listbox } from "./Listbox";
import { naming } from "./naming";
import { Tags } from "./Tags";
import type { Asking, ElementProps } from "./useElement";

interface Props {
  props: ElementProps<Element>;
  many: boolean;
  chosen: SelectOption[];
  asking: Asking | null;
  /** The options for what was typed. */
  load: (typed: string) => Promise<SelectOption[]>;
  /** How many characters must be typed before options are asked for. */
  minLength: number;
  onChange: (chosen: SelectOption[]) => void;
}

/** A select menu that is searched by typing; takes one option or many. */
export function Combobox({ props, many, chosen, asking, load, minLength, onChange }: Props) {
  const strings = useStrings();
  const listId = useId();
  const { root, open, setOpen } = usePopup<HTMLDivElement>();
  const [typed, setTyped] = useState("");
  const [options, setOptions] = useState<SelectOption[]>([]);
  const [active, setActive] = useState(0);
  const asked = useRef(0);
  const latestLoad = useRef(load);
  useEffect(() => {
    latestLoad.current = load;
  });
  useEffect(() => {
    if (!open) return;
    // Answers can overtake one another: only the newest question's answer is shown.
    asked.current += 1;
    const question = asked.current;
    const wanted = typed.length >= minLength ? latestLoad.current(typed) : Promise.resolve([]);
    void wanted.then((answer) => {
      if (question !== asked.current) return;
      setOptions(answer);
      setActive(0);
    });
  }, [open, typed, minLength]);

  const isChosen = (option: SelectOption) => chosen.some((each) => each.value === option.value);
  const shown = open || many ? typed : plainText(chosen[0]?.text);
  const close = () => {
    setOpen(false);
    setTyped("");
  };
  const choose = (option: SelectOption) => {
    if (many && isChosen(option)) onChange(chosen.filter((each) => each.value !== option.value));
    else onChange(many ? [...chosen, option] : [option]);
    if (!many) close();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const option = options[active];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) setOpen(true);
      else if (options.length)
        setActive((active + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (open && option) choose(option);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      close();
    } else if (event.key === "Tab") close();
    else if (event.key === "Backspace" && many && typed === "" && chosen.length) onChange(chosen.slice(0, -1));
  };
  return (
    <div className="popup-root combobox" ref={root}>
      {many && <Tags chosen={chosen} onRemove={(option) => onChange(chosen.filter((each) => each !== option))} />}
      <input
        className="field"
        role="combobox"
        autoComplete="off"
        aria-expanded={open}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={open && options.length ? `${listId}-${active}` : undefined}
        {...naming(props, strings.choose)}
        placeholder={plainText(props.element.placeholder) || strings.typeToSearch}
        value={shown}
        onClick={() => setOpen(true)}
        onChange={(event) => {
          setTyped(event.target.value);
          setOpen(true);
        }}
        onKeyDown={onKeyDown}
      />
      <Listbox
        id={listId}
        open={open}
        options={options}
        active={active}
        many={many}
        isChosen={isChosen}
        onChoose={choose}
      />
      <ConfirmDialog asking={asking} />
    </div>
  );
}
