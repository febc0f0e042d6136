import { plainText } from "../text/Text";
import type { ImageElement } from "../types";

/** Where the image is: a public address, or a file that the bot has uploaded to the sandbox. */
export function addressOf(image: ImageElement): string {
  if (image.image_url) return image.image_url;
  const file = image.slack_file;
  return file?.url ?? `files/${encodeURIComponent(file?.id ?? "")}/image`;
}

/** An image block. */
export function Picture({ image }: { image: ImageElement }) {
  return (
    <figure className="picture">
      {image.title && <figcaption>{plainText(image.title)}</figcaption>}
      <img src={addressOf(image)} alt={image.alt_text} />
    </figure>
  );
}
