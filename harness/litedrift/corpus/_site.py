"""What is known of one site, as data: landmarks by epoch and kind, label words, furniture strings."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from litedrift.errors import CorpusError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Site:
    """The site's own table: ``site.toml``.

    `landmarks` maps epoch, then kind, then landmark name to a CSS selector. `labels` maps a field to
    the words that are printed before its value. `furniture` lists strings that belong to no story.
    """

    name: str
    base_url: str
    landmarks: MappingProxyType[str, MappingProxyType[str, MappingProxyType[str, str]]]
    labels: MappingProxyType[str, tuple[str, ...]]
    furniture: tuple[str, ...]
    stamp_formats: MappingProxyType[str, str]
    templates: Path

    def landmarks_of(self, epoch: str, kind: str) -> MappingProxyType[str, str]:
        """Return landmark name → CSS selector for one epoch and kind; empty when nothing is known."""
        return self.landmarks.get(epoch, MappingProxyType({})).get(kind, MappingProxyType({}))


def load_site(root: Path) -> Site:
    """Read ``site.toml`` in the corpus directory `root`.

    Raises:
        CorpusError: the file is missing or is not TOML of the expected shape.

    """
    path = root / "site.toml"
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        landmarks = {
            epoch: MappingProxyType({kind: MappingProxyType(dict(table)) for kind, table in kinds.items()})
            for epoch, kinds in data["landmarks"].items()
        }
        return Site(
            name=data["name"],
            base_url=data["base_url"],
            landmarks=MappingProxyType(landmarks),
            labels=MappingProxyType({k: tuple(v) for k, v in data.get("labels", {}).items()}),
            furniture=tuple(data.get("furniture", ())),
            stamp_formats=MappingProxyType(dict(data.get("stamp_formats", {}))),
            templates=root / "templates",
        )
    except FileNotFoundError:
        raise CorpusError(f"{path}: no such file; a corpus needs its site table") from None
    except (tomllib.TOMLDecodeError, KeyError, AttributeError, TypeError) as error:
        raise CorpusError(f"{path}: not a site table ({error!r}); see corpus/README.md") from None
