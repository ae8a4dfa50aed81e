"""Files that appear whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from litedrift.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What is wrong with the place, whatever is being written: the disk is full or fails.
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS}


@contextmanager
def replacing(path: Path, *, binary: bool = False) -> Iterator[IO[Any]]:
    """Open a file for writing that takes its name only when everything was written.

    It gets the permissions of the file that it replaces, or those that any new file gets; a link goes on pointing to
    it. What is no file, such as /dev/stdout, is written to as it is.

    Raises:
        UsageError: it cannot be written: no such directory, no permission, no room left.

    """
    plain = path.absolute().parts[1:2] in (("dev",), ("proc",)) or (path.exists() and not path.is_file())
    home = path if plain else Path(os.path.realpath(path))
    new = home if plain else home.with_name(f".{secrets.token_hex(8)}.part")
    try:
        stream: IO[Any] = new.open(("w" if plain else "x") + "b" * binary, encoding=None if binary else "utf-8")
    except OSError as error:
        raise _unwritable(path, error) from None
    try:
        with stream:
            yield stream
        if not plain:
            if home.exists():
                new.chmod(stat.S_IMODE(home.stat().st_mode))
            new.replace(home)
    except BaseException as error:
        if not plain:
            new.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            raise _unwritable(path, error) from None
        raise


def _unwritable(path: Path, error: OSError) -> UsageError:
    return UsageError(f"{path}: cannot be written: {error.strerror or error}")
