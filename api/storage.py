"""Uploaded files by key, on the disk or wherever fsspec reaches; children of the sandbox always get a local path."""

import shutil
import time
from asyncio import to_thread
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import fsspec
from fsspec.core import url_to_fs

from api.pictures import Pictures
from api.settings import Settings

READINGS = "page-*.json"


class Storage:
    """Keys are made by the server, never from a user's file name."""

    def __init__(self, settings: Settings) -> None:
        self.system: fsspec.AbstractFileSystem
        self.system, self.root = url_to_fs(settings.storage)
        self.is_local = self.system.protocol in ("file", "local") or "file" in self.system.protocol
        self.incoming = settings.folder / "incoming"
        self.copies = settings.folder / "copies"
        self.readings = settings.folder / "readings"
        self.pictures = Pictures(self.readings, settings.picture_mb * 2**20)
        for folder in (self.incoming, self.copies, self.readings):
            folder.mkdir(exist_ok=True)
        self.system.makedirs(self.root, exist_ok=True)

    def new_file(self) -> Path:
        """Where an upload is written until it is whole."""
        return self.incoming / uuid4().hex

    async def keep(self, path: Path, key: str) -> None:
        """Move a whole local file into the storage."""
        await to_thread(self._keep, path, key)

    async def copy(self, path: Path, key: str) -> None:
        """Put a copy of a local file into the storage."""
        await to_thread(self.system.put_file, str(path), self._place(key))

    async def local(self, key: str) -> Path:
        """A local path of the file: itself, or a copy fetched once. Raises FileNotFoundError."""
        place = Path(self._place(key)) if self.is_local else self.copies / key
        if not place.exists():
            if self.is_local:
                raise FileNotFoundError(key)
            await to_thread(self._fetch, key, place)
        return place

    def cache(self, drawing_id: str) -> Path:
        """This machine's folder of what was read from a drawing. It can be made anew from the file."""
        folder = self.readings / drawing_id
        folder.mkdir(exist_ok=True)
        return folder

    async def share(self, drawing_id: str) -> None:
        """Let other machines have what was read here. Machines that share one disk have it already."""
        if not self.is_local:
            await to_thread(self._share, drawing_id)

    async def shared(self, drawing_id: str) -> Path:
        """The folder of what was read from a drawing, with what other machines have read."""
        if not self.is_local:
            await to_thread(self._fetch_readings, drawing_id)
        return self.cache(drawing_id)

    async def forget(self, key: str, drawing_id: str) -> None:
        """Delete a drawing's file, copy and readings."""
        await to_thread(self._forget, key, drawing_id)

    def clear_incoming(self, older_than: float = 0) -> None:
        """At start: halves of uploads that an earlier process left behind, so many seconds ago or more."""
        for path in self.incoming.iterdir():
            with suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime >= older_than:
                    path.unlink()

    def _place(self, key: str) -> str:
        return f"{self.root}/{key}"

    def _keep(self, path: Path, key: str) -> None:
        if self.is_local:
            path.replace(self._place(key))
        else:
            self.system.put_file(str(path), self._place(key))
            path.unlink()

    def _fetch(self, key: str, place: Path) -> None:
        half = self.new_file()
        try:
            self.system.get_file(self._place(key), str(half))
            half.replace(place)
        finally:
            half.unlink(missing_ok=True)

    def _share(self, drawing_id: str) -> None:
        for path in self.cache(drawing_id).glob(READINGS):
            self.system.put_file(str(path), self._place(f"readings/{drawing_id}/{path.name}"))

    def _fetch_readings(self, drawing_id: str) -> None:
        folder, names = self.cache(drawing_id), self._place(f"readings/{drawing_id}/{READINGS}")
        for found in self.system.glob(names, refresh=True):
            place = folder / str(found).rpartition("/")[2]
            if not place.exists():
                half = self.new_file()
                self.system.get_file(str(found), str(half))
                half.replace(place)

    def _forget(self, key: str, drawing_id: str) -> None:
        with suppress(FileNotFoundError):
            self.system.rm_file(self._place(key))
        if not self.is_local:
            with suppress(FileNotFoundError):
                self.system.rm(self._place(f"readings/{drawing_id}"), recursive=True)
        (self.copies / key).unlink(missing_ok=True)
        shutil.rmtree(self.readings / drawing_id, ignore_errors=True)
