"""Rendered tiles and crops on this machine's disk: the least recently used go when they take too much room."""

import os
from asyncio import to_thread
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

LEFT = 0.8
"""Share of the room that is still taken after old pictures were thrown away, so that this is seldom done."""


class Pictures:
    """PNG files, a folder a drawing. Any of them can be rendered anew."""

    def __init__(self, folder: Path, most: int) -> None:
        self.folder, self.most = folder, most
        self._taken: int | None = None

    def get(self, drawing: str, name: str) -> bytes | None:
        """The picture, which counts as used now."""
        place = self._place(drawing, name)
        try:
            data = place.read_bytes()
            os.utime(place)
        except FileNotFoundError:
            return None
        return data

    async def keep(self, drawing: str, name: str, data: bytes) -> None:
        await to_thread(self._keep, self._place(drawing, name), data)

    def _place(self, drawing: str, name: str) -> Path:
        return self.folder / drawing / f"{name}.png"

    def _keep(self, place: Path, data: bytes) -> None:
        half = place.with_suffix(f".{uuid4().hex}")
        with suppress(FileNotFoundError):  # the drawing was deleted meanwhile
            half.write_bytes(data)
            half.replace(place)
        self._taken = self._taken + len(data) if self._taken is not None else sum(size for _, size, _ in self._all())
        if self._taken > self.most:
            self._taken = self._trim()

    def _all(self) -> list[tuple[float, int, Path]]:
        """(when it was used, bytes, where) of each picture, the longest unused first."""
        found = []
        for path in self.folder.glob("*/*.png"):
            with suppress(FileNotFoundError):
                state = path.stat()
                found.append((state.st_mtime, state.st_size, path))
        return sorted(found)

    def _trim(self) -> int:
        """Throws away the longest unused; returns the bytes that are left. Other processes may do the same meanwhile."""
        pictures = self._all()
        taken = sum(size for _, size, _ in pictures)
        for _, size, path in pictures:
            if taken <= LEFT * self.most:
                break
            path.unlink(missing_ok=True)
            taken -= size
        return taken
