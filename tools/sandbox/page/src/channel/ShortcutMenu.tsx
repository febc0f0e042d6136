import { api } from "../api/client";
import { useStrings } from "../language";
import { Menu } from "../ui/Menu";
import { useWorld } from "../world";

interface Props {
  /** The message whose shortcuts these are; left out for those that can be used anywhere. */
  message?: { channel: string; ts: string };
}

/** The app's shortcuts, where it has any: in the corner of a message, or beside the field in which people write. */
export function ShortcutMenu({ message }: Props) {
  const strings = useStrings();
  const { state, user, report } = useWorld();
  const kind = message ? "message" : "global";
  const shortcuts = state.bot.shortcuts.filter((shortcut) => shortcut.type === kind);
  if (!shortcuts.length) return null;
  return (
    <Menu
      label={message ? strings.messageShortcuts : strings.shortcuts}
      sign={message ? "⋮" : "⚡"}
      testId={message ? "message-shortcuts" : "shortcuts"}
      className={message ? "message-shortcuts" : ""}
      upwards={!message}
      items={shortcuts.map((shortcut) => ({
        text: shortcut.name,
        description: shortcut.description,
        onChoose: () => void api.shortcut(user.id, shortcut.callback_id, message).catch(report),
      }))}
    />
  );
}
