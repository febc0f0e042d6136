import type { MessageFile } from "../api/types";
import { useStrings } from "../language";

/** A message's files: pictures are shown, others are links. */
export function MessageFiles({ files }: { files: MessageFile[] }) {
  const strings = useStrings();
  return (
    <ul className="files">
      {files.map((file) => (
        <li key={file.id} data-testid={`file-${file.id}`}>
          {file.mimetype.startsWith("image/") ? (
            <figure className="picture">
              <figcaption>{file.title || file.name}</figcaption>
              <img src={file.url} alt={file.alt_text || file.title || file.name} />
            </figure>
          ) : (
            <a className="file-link" href={file.url} target="_blank" rel="noopener noreferrer">
              {`${strings.file}: ${file.title || file.name}`}
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}
