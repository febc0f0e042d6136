"""Uploaded files: first a place to put the bytes, then completed, and only after a moment ready."""

import mimetypes
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class StoredFile:
    """One file."""

    id: str
    name: str
    length: int
    created: int
    title: str = ""
    alt_txt: str = ""
    content: bytes | None = None
    completed_at: float | None = None
    channels: list[str] = field(default_factory=list)

    @property
    def mimetype(self) -> str:
        """Guessed from the name."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"


class Files:
    """All files of the workspace."""

    def __init__(
        self, ready_after: float, mint: Callable[[str], str], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._ready_after = ready_after
        self._mint = mint
        self._clock = clock
        self._files: dict[str, StoredFile] = {}
        self._uploads: dict[str, str] = {}

    def begin(self, name: str, length: int, created: int, alt_txt: str = "") -> tuple[str, StoredFile]:
        """The token of an upload URL and the file that it will become."""
        file = StoredFile(self._mint("F"), name, length, created, alt_txt=alt_txt)
        token = self._mint("") + self._mint("")
        self._files[file.id] = file
        self._uploads[token] = file.id
        return token, file

    def uploading(self, token: str) -> StoredFile | None:
        """The file that an upload URL is for."""
        return self._files.get(self._uploads.get(token, ""))

    def find(self, file_id: str) -> StoredFile | None:
        """A file by its id."""
        return self._files.get(file_id)

    def complete(self, file: StoredFile) -> None:
        """Start the processing after which a file can be used."""
        file.completed_at = self._clock()

    def is_ready(self, reference: str) -> bool:
        """Whether the file, by id or by URL, has been processed."""
        file = self._files.get(reference) or self._by_url(reference)
        return (
            file is not None
            and file.completed_at is not None
            and self._clock() - file.completed_at >= self._ready_after
        )

    def _by_url(self, url: str) -> StoredFile | None:
        parts = url.rstrip("/").split("/")
        return self._files.get(parts[-2]) if len(parts) > 1 else None
