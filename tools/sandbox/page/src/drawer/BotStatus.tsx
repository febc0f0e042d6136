import { useStrings } from "../language";
import { useWorld } from "../world";

/** Whether the bot is there, and how it is connected. */
export function BotStatus() {
  const strings = useStrings();
  const { bot } = useWorld().state;
  const connection = bot.connected ? strings.botConnected : strings.botDisconnected;
  return (
    <section className="control" aria-labelledby="control-bot">
      <h3 id="control-bot">{strings.bot}</h3>
      <p className="bot-status" data-testid="bot-status" data-connected={bot.connected}>
        <span aria-hidden="true" className={bot.connected ? "dot dot-on" : "dot dot-off"} />
        {`${bot.name} · ${strings.botModes[bot.mode]} · ${connection}`}
      </p>
    </section>
  );
}
