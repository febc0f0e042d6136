import { Fragment, type ReactNode } from "react";
import { useLanguage, useStrings } from "../../language";
import { useWorld } from "../../world";
import type { TextObject } from "../types";
import { emojiOf, withEmoji } from "./emoji";
import { type Inline, type Paragraph, parseMrkdwn, unescapeText } from "./mrkdwn";
import { slackDate } from "./slackDate";

function SlackDate({ node }: { node: Extract<Inline, { kind: "date" }> }) {
  const { user, now } = useWorld();
  const strings = useStrings();
  const language = useLanguage();
  const words = { now: now(), today: strings.today, yesterday: strings.yesterday };
  const shown = slackDate(node.timestamp, node.format, user.tz, language, words);
  return <time dateTime={new Date(node.timestamp * 1000).toISOString()}>{shown}</time>;
}

function Mention({ node }: { node: Extract<Inline, { kind: "user" | "channel" | "usergroup" }> }) {
  const { state } = useWorld();
  const known =
    node.kind === "channel"
      ? state.channels.find((channel) => channel.id === node.id)?.name
      : node.id === state.bot.user_id
        ? state.bot.name
        : state.users.find((user) => user.id === node.id)?.real_name;
  const sign = node.kind === "channel" ? "#" : "@";
  return <span className="mention">{`${sign}${known ?? node.label ?? node.id}`}</span>;
}

function one(node: Inline): ReactNode {
  switch (node.kind) {
    case "text":
      return node.text;
    case "bold":
      return <strong>{all(node.children)}</strong>;
    case "italic":
      return <em>{all(node.children)}</em>;
    case "strike":
      return <s>{all(node.children)}</s>;
    case "code":
      return <code>{node.text}</code>;
    case "link":
      return (
        <a href={node.url} target="_blank" rel="noopener noreferrer">
          {all(node.children)}
        </a>
      );
    case "broadcast":
      return <span className="mention mention-loud">{`@${node.range}`}</span>;
    case "date":
      return <SlackDate node={node} />;
    case "emoji":
      return emojiOf(node.name);
    default:
      return <Mention node={node} />;
  }
}

const all = (nodes: Inline[]): ReactNode => nodes.map((node, index) => <Fragment key={index}>{one(node)}</Fragment>);

function paragraph(part: Paragraph): ReactNode {
  if (part.kind === "pre") return <pre tabIndex={0}>{part.text}</pre>;
  if (part.kind === "quote") return <blockquote>{all(part.children)}</blockquote>;
  return <p>{all(part.children)}</p>;
}

/** A text in mrkdwn, as paragraphs. */
export function Mrkdwn({ text }: { text: string }) {
  return (
    <div className="mrkdwn">
      {parseMrkdwn(text).map((part, index) => (
        <Fragment key={index}>{paragraph(part)}</Fragment>
      ))}
    </div>
  );
}

/** A text object's plain words, for labels and buttons. */
export function plainText(text: unknown): string {
  if (typeof text === "string") return text;
  const found = (text as TextObject | null | undefined)?.text;
  return found === undefined ? "" : withEmoji(unescapeText(found));
}

/** A text object of a block. */
export function Text({ text }: { text: TextObject }) {
  if (text.type === "mrkdwn") return <Mrkdwn text={text.text} />;
  return <div className="plain">{plainText(text)}</div>;
}
