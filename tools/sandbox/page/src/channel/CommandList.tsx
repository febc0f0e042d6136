import type { SlashCommand } from "../api/types";
import { useStrings } from "../language";

interface Props {
  id: string;
  commands: SlashCommand[];
  active: number;
  onChoose: (command: SlashCommand) => void;
}

/** The slash commands that fit what is being typed, with their usage hints. */
export function CommandList({ id, commands, active, onChoose }: Props) {
  const strings = useStrings();
  return (
    <div
      id={id}
      role="listbox"
      aria-label={strings.commands}
      className="popup command-list"
      hidden={commands.length === 0}
      data-testid="command-list"
    >
      {commands.map((command, index) => (
        <div
          key={command.command}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          className={index === active ? "menu-item menu-item-active" : "menu-item"}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(command)}
        >
          <span>
            <strong>{command.command}</strong> <span className="usage-hint">{command.usage_hint}</span>
          </span>
          <span className="choice-description">{command.description}</span>
        </div>
      ))}
    </div>
  );
}
