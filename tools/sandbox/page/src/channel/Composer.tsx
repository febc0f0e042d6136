import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { api } from "../api/client";
import type { SlashCommand } from "../api/types";
import { escapeText } from "../blocks/text/mrkdwn";
import { useStrings } from "../language";
import { useWorld } from "../world";
import { CommandList } from "./CommandList";
import { ShortcutMenu } from "./ShortcutMenu";

interface Props {
  channel: string;
  thread?: string;
  placeholder: string;
  testId: string;
  /** Called with a command once it is sent. */
  onCommand?: (command: string) => void;
}

/** The commands that fit what has been typed: by name at first, then the one that was written out. */
function fitting(commands: SlashCommand[], text: string): SlashCommand[] {
  const [word = "", ...rest] = text.split(" ");
  if (!word.startsWith("/") || rest.some((part) => part !== "")) return [];
  return commands.filter(({ command }) => (rest.length ? command === word : command.startsWith(word)));
}

/** Where a person writes. Enter sends, Shift+Enter starts a new line; `/` offers the app's commands. */
export function Composer({ channel, thread, placeholder, testId, onCommand }: Props) {
  const strings = useStrings();
  const { state, user, report } = useWorld();
  const listId = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const [dismissed, setDismissed] = useState(false);
  const commands = thread || dismissed ? [] : fitting(state.bot.commands, text);
  const isCommandInThread = thread !== undefined && text.startsWith("/");

  useEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight}px`;
  }, [text]);

  const change = (next: string) => {
    setText(next);
    setActive(0);
    setDismissed(false);
  };
  const send = () => {
    const said = text.trim();
    if (!said || isCommandInThread) return;
    change("");
    const sent = said.startsWith("/")
      ? api.command(user.id, channel, said).then(() => onCommand?.(said))
      : api.post(user.id, channel, escapeText(said), thread);
    sent.catch((problem: unknown) => {
      change(said);
      report(problem);
    });
  };
  const complete = (command: SlashCommand) => {
    change(`${command.command} `);
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter also ends the choice of a Chinese character: that one must not send.
    if (event.nativeEvent.isComposing) return;
    const chosen = commands[active];
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (chosen && text.trimEnd() !== chosen.command) complete(chosen);
      else send();
    } else if (event.key === "Tab" && !event.shiftKey && chosen && !text.includes(" ")) {
      event.preventDefault();
      complete(chosen);
    } else if (event.key === "Escape" && commands.length) {
      event.preventDefault();
      setDismissed(true);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && commands.length > 1) {
      event.preventDefault();
      setActive((active + (event.key === "ArrowDown" ? 1 : -1) + commands.length) % commands.length);
    }
  };
  return (
    <div className="composer-area">
      <CommandList id={listId} commands={commands} active={active} onChoose={complete} />
      <form
        className="composer"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        {!thread && <ShortcutMenu />}
        <textarea
          ref={field}
          rows={1}
          autoFocus={thread !== undefined}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={commands.length ? `${listId}-${active}` : undefined}
          aria-label={placeholder}
          placeholder={placeholder}
          value={text}
          data-testid={testId}
          onChange={(event) => change(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <button type="submit" className="button button-primary" disabled={!text.trim() || isCommandInThread}>
          {strings.send}
        </button>
      </form>
      {isCommandInThread && (
        <p className="composer-note" role="alert">
          {strings.noCommandInThread}
        </p>
      )}
    </div>
  );
}
