/**
 * Slack's mrkdwn as a tree. https://docs.slack.dev/messaging/formatting-message-text
 *
 * Mentions and links are found in the text as it was sent, and only then are `&lt; &gt; &amp;` turned back: an escaped
 * `&lt;!channel&gt;` stays text, as in Slack.
 */

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "bold" | "italic" | "strike"; children: Inline[] }
  | { kind: "code"; text: string }
  | { kind: "link"; url: string; children: Inline[] }
  | { kind: "user" | "channel" | "usergroup"; id: string; label: string | null }
  | { kind: "broadcast"; range: string }
  | { kind: "date"; timestamp: number; format: string; fallback: string }
  | { kind: "emoji"; name: string };

export type Paragraph =
  { kind: "lines"; children: Inline[] } | { kind: "quote"; children: Inline[] } | { kind: "pre"; text: string };

export const unescapeText = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** What a person types: Slack's writing field escapes it, so that `<!channel>` is text and pings nobody. */
export const escapeText = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** `<...>` as Slack reads it, or null when Slack would show it as it is. */
function angle(inside: string): Inline | null {
  const [target = "", label] = inside.split(/\|(.*)/s, 2) as [string, string | undefined];
  const date = /^!date\^(\d+)\^([^^|]+)/.exec(target);
  if (date) return { kind: "date", timestamp: Number(date[1]), format: date[2] ?? "", fallback: label ?? "" };
  if (/^@[UW]\w+$/.test(target)) return { kind: "user", id: target.slice(1), label: label ?? null };
  if (/^#[CG]\w+$/.test(target)) return { kind: "channel", id: target.slice(1), label: label ?? null };
  if (target.startsWith("!subteam^")) return { kind: "usergroup", id: target.slice(9), label: label ?? null };
  if (/^!(here|channel|everyone)$/.test(target)) return { kind: "broadcast", range: target.slice(1) };
  if (/^(https?:|mailto:|tel:)/.test(target)) {
    const url = unescapeText(target);
    return { kind: "link", url, children: label ? inline(label) : [{ kind: "text", text: url }] };
  }
  return null;
}

const STYLES = { "*": "bold", _: "italic", "~": "strike" } as const;

// A style mark opens and closes at a word's edge. A Chinese character is part of a word, as in Slack: a mark that touches
// one stays a plain character.
const SPANS =
  /`([^`\n]+)`|<([^<>\n]+)>|(?<![\p{L}\p{N}*_~])([*_~])(?=\S)([^\n]*?\S)\3(?![\p{L}\p{N}])|:([a-z0-9_+'-]+):/gu;

/** One run of text with its styles, links, mentions and emoji. */
export function inline(text: string): Inline[] {
  const parts: Inline[] = [];
  const plain = (piece: string) => {
    if (piece) parts.push({ kind: "text", text: unescapeText(piece) });
  };
  let done = 0;
  for (const match of text.matchAll(SPANS)) {
    const [whole, code, inAngle, mark, styled, emoji] = match;
    plain(text.slice(done, match.index));
    done = match.index + whole.length;
    if (code !== undefined) parts.push({ kind: "code", text: unescapeText(code) });
    else if (mark !== undefined) {
      parts.push({ kind: STYLES[mark as keyof typeof STYLES], children: inline(styled ?? "") });
    } else if (emoji !== undefined) parts.push({ kind: "emoji", name: emoji });
    else {
      const found = angle(inAngle ?? "");
      if (found) parts.push(found);
      else plain(whole);
    }
  }
  plain(text.slice(done));
  return parts;
}

/** A whole mrkdwn text: paragraphs, quotes and preformatted parts. */
export function parseMrkdwn(text: string): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  text.split(/```\n?/).forEach((part, index) => {
    if (index % 2 === 1) {
      paragraphs.push({ kind: "pre", text: unescapeText(part.replace(/\n$/, "")) });
      return;
    }
    let lines: string[] = [];
    let quoted = false;
    const flush = () => {
      const joined = lines.join("\n");
      if (joined.trim()) paragraphs.push({ kind: quoted ? "quote" : "lines", children: inline(joined) });
      lines = [];
    };
    for (const line of part.split("\n")) {
      const quote = /^(&gt;|>) ?/.exec(line);
      if (Boolean(quote) !== quoted) {
        flush();
        quoted = Boolean(quote);
      }
      lines.push(quote ? line.slice(quote[0].length) : line);
    }
    flush();
  });
  return paragraphs;
}
