"""What a site is known to do, as data: factors with levels, and the rules by which a case shows one."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from litedrift.corpus._decode import decode_page
from litedrift.corpus._gold import Maybe, OneOf
from litedrift.corpus._schemas import first_fault
from litedrift.errors import CorpusError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from litedrift.corpus._case import Case

#: How something is known of a template, the best evidence first.
EVIDENCE: Final = ("raw", "print", "code", "data", "assumed")
_PATTERNS: Final = ("page", "url", "header", "tag", "matches", "url_matches")


@dataclass(frozen=True, slots=True)
class Level:
    """One value of a factor: the rule that detects it, and where it is known to occur.

    `known` maps an epoch to its evidence. With `anywhere`, one case in any epoch is enough.
    `elsewhere` says why the level is not expected in the other epochs.
    """

    name: str
    when: MappingProxyType[str, Any]
    known: MappingProxyType[str, str]
    anywhere: bool
    elsewhere: str | None


@dataclass(frozen=True, slots=True)
class Factor:
    """One respect in which pages of a kind differ, with its levels."""

    name: str
    kind: str
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Levels of which each case has exactly one; `levels` maps a name to the factor levels that it stands for."""

    name: str
    levels: MappingProxyType[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Pairs:
    """The epoch and kind whose pairs of grouped levels are all covered, except the `impossible` ones."""

    epoch: str
    kind: str
    groups: tuple[Group, ...]
    impossible: MappingProxyType[frozenset[str], str]


@dataclass(frozen=True, slots=True)
class Features:
    """The whole table ``features.toml``."""

    factors: tuple[Factor, ...]
    pairs: Pairs | None


class View:
    """One case as the rules see it: decoded text, parsed page, gold texts, each made once and only when asked for."""

    def __init__(self, case: Case) -> None:
        self.case = case

    @cached_property
    def text(self) -> str:
        """The decoded page."""
        return decode_page(self.case.html, self.case.content_type)

    @cached_property
    def tree(self) -> Any:
        """The parsed page without comments, or None when nothing could be parsed."""
        parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, huge_tree=True)
        return etree.fromstring((self.text or "<p>").encode("utf-8", "surrogatepass"), parser)

    def count(self, selector: str) -> int:
        """Return how many elements match a CSS selector."""
        return 0 if self.tree is None else len(self.tree.cssselect(selector))

    def holds(self, rule: MappingProxyType[str, Any]) -> bool:
        """Return whether every part of a rule is true of this case."""
        return all(self._part(name, value, rule) for name, value in rule.items())

    def _part(self, name: str, value: Any, rule: MappingProxyType[str, Any]) -> bool:
        case = self.case
        match name:
            case "page":
                return bool(value.search(self.text))
            case "url":
                return bool(value.search(case.url))
            case "header":
                return bool(value.search(case.content_type or ""))
            case "tag":
                return any(value.fullmatch(tag) for tag in case.tags)
            case "refuse":
                return bool(case.gold.refuse == value)
            case "css":
                return bool(rule.get("min", 0 if "max" in rule else 1) <= self.count(value) <= rule.get("max", 10**6))
            case "gold":
                return value in case.gold.fields and self._gold(case.gold.fields[value], rule)
            case "any":
                return any(map(self.holds, value))
            case "all":
                return all(map(self.holds, value))
            case "none":
                return not any(map(self.holds, value))
            case _:  # an argument of css or gold
                return True

    @staticmethod
    def _gold(value: Any, rule: MappingProxyType[str, Any]) -> bool:
        counted = "css" not in rule and isinstance(value, list)
        if counted and not rule.get("min", 0) <= len(value) <= rule.get("max", 10**6):
            return False
        if "missing" in rule and (value in (None, [])) != rule["missing"]:
            return False
        if "matches" in rule and not any(rule["matches"].search(text) for text in gold_texts(value, "title")):
            return False
        return "url_matches" not in rule or any(rule["url_matches"].search(text) for text in gold_texts(value, "url"))


def gold_texts(value: Any, key: str) -> Iterator[str]:
    """Yield every text of a gold value: each alternative, each optional item; of a link its `key`."""
    match value:
        case str():
            yield value
        case OneOf(values):
            for each in values:
                yield from gold_texts(each, key)
        case Maybe(inner):
            yield from gold_texts(inner, key)
        case list():
            for each in value:
                yield from gold_texts(each, key)
        case dict():
            yield value[key]


def load_features(root: Path, epochs: Iterable[str]) -> Features:
    """Read ``features.toml`` in the corpus directory `root`; `epochs` are the names that it may use.

    Raises:
        CorpusError: the file is missing, breaks its schema, misspells a name, or leaves an epoch unexplained.

    """
    path = root / "features.toml"
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise CorpusError(f"{path}: no such file; without a list of features there is no coverage to compute") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}: not TOML: {error}") from None
    fault = first_fault("features", data)
    if fault:
        raise CorpusError(f"{path}: {fault} (schema features.schema.json)")
    try:
        factors = tuple(_factor(raw) for raw in data["factor"])
        _check_names(factors, set(epochs))
        pairs = _pairs(data["pairs"], factors) if "pairs" in data else None
    except (re.error, ValueError) as error:
        raise CorpusError(f"{path}: {error}") from None
    return Features(factors, pairs)


def _check_names(factors: tuple[Factor, ...], epochs: set[str]) -> None:
    names = [factor.name for factor in factors]
    if len(set(names)) < len(names):
        raise ValueError(
            f"a factor stands twice: {', '.join(sorted({name for name in names if names.count(name) > 1}))}"
        )
    for factor in factors:
        for level in factor.levels:
            for epoch in level.known:
                if epoch not in epochs:
                    raise ValueError(
                        f"level {factor.name}:{level.name}: unknown epoch {epoch!r}{did_you_mean(epoch, epochs)}"
                    )


def _factor(raw: dict[str, Any]) -> Factor:
    levels = tuple(_level(raw, each) for each in raw["level"])
    names = [level.name for level in levels]
    if len(set(names)) < len(names):
        raise ValueError(f"factor {raw['name']}: a level stands twice")
    return Factor(raw["name"], raw["kind"], levels)


def _level(factor: dict[str, Any], raw: dict[str, Any]) -> Level:
    known = {epoch: evidence for evidence in EVIDENCE for epoch in raw.get(evidence, ())}
    anywhere = raw.get("anywhere", False)
    elsewhere = raw.get("elsewhere", factor.get("elsewhere"))
    place = f"level {factor['name']}:{raw['name']}"
    if bool(known) == anywhere:
        raise ValueError(f"{place}: name the epochs in which it is known, or `anywhere`, and not both")
    if not anywhere and elsewhere is None:
        raise ValueError(f"{place}: say under `elsewhere` why it is not expected in the other epochs")
    try:
        when = _compiled(raw["when"])
    except re.error as error:
        raise ValueError(f"{place}: {error}") from None
    return Level(raw["name"], when, MappingProxyType(known), anywhere, elsewhere)


def _compiled(rule: dict[str, Any]) -> MappingProxyType[str, Any]:
    compiled: dict[str, Any] = {}
    for name, value in rule.items():
        if name in _PATTERNS:
            compiled[name] = re.compile(value)
        elif isinstance(value, list):
            compiled[name] = tuple(map(_compiled, value))
        else:
            compiled[name] = value
    return MappingProxyType(compiled)


def _pairs(raw: dict[str, Any], factors: tuple[Factor, ...]) -> Pairs:
    known = {f"{factor.name}:{level.name}" for factor in factors for level in factor.levels}
    groups = tuple(
        Group(each["name"], MappingProxyType({level["name"]: tuple(level.get("is", ())) for level in each["level"]}))
        for each in raw["group"]
    )
    for group in groups:
        for name, stands_for in group.levels.items():
            unknown = set(stands_for) - known
            if unknown:
                raise ValueError(f"group {group.name}:{name} names no level of a factor: {', '.join(sorted(unknown))}")
    of_groups = {f"{group.name}:{level}" for group in groups for level in group.levels}
    impossible = {frozenset(each["levels"]): each["why"] for each in raw.get("impossible", ())}
    for pair in impossible:
        if not pair <= of_groups:
            raise ValueError(f"impossible pair {sorted(pair)}: no such level of a group")
    return Pairs(raw["epoch"], raw["kind"], groups, MappingProxyType(impossible))
