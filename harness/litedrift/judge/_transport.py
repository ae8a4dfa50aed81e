"""Judged pages as bytes, from a worker to the process that counts them. A case goes by its id: both sides have it."""

from __future__ import annotations

import io
import pickle
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from litedrift.corpus import Case, Gold, Maybe, OneOf
from litedrift.drift import Mutant, Step
from litedrift.judge._run import Judged
from litedrift.judge._verdicts import FieldVerdict, Judgement
from litedrift.subjects import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from litedrift.corpus import Corpus

#: Records that are rebuilt from their fields; the way in which pickle does it by itself takes several times as long.
_RECORDS: Final = (FieldVerdict, Gold, Judged, Judgement, Maybe, Mutant, OneOf, Outcome, Step)


def pack(found: Any) -> bytes:
    """Return anything made of judged pages as bytes."""
    stream = io.BytesIO()
    _Packer(stream, protocol=pickle.HIGHEST_PROTOCOL).dump(found)
    return stream.getvalue()


def unpack(data: bytes, corpus: Corpus) -> Any:
    """Return what was packed, with the cases of this corpus."""
    return _Unpacker(data, corpus).load()


def _by_fields(record: type[Any]) -> Callable[[Any], tuple[Any, ...]]:
    names = tuple(record.__dataclass_fields__)
    values = attrgetter(*names)
    if len(names) == 1:
        return lambda each: (record, (values(each),))
    return lambda each: (record, values(each))


def _case(case_id: str) -> Case:  # stands for `Corpus.case` in the bytes; the unpacker puts that in its place
    raise AssertionError(case_id)


def _mapping(items: dict[str, Any]) -> MappingProxyType[str, Any]:  # the type's own name is not where pickle looks
    return MappingProxyType(items)


class _Packer(pickle.Pickler):
    dispatch_table = {  # noqa: RUF012  # pickle asks for a plain attribute
        Case: lambda case: (_case, (case.id,)),
        MappingProxyType: lambda mapping: (_mapping, (dict(mapping),)),
        **{record: _by_fields(record) for record in _RECORDS},
    }


class _Unpacker(pickle.Unpickler):
    def __init__(self, data: bytes, corpus: Corpus) -> None:
        super().__init__(io.BytesIO(data))
        self._corpus = corpus

    def find_class(self, module: str, name: str) -> Any:
        return self._corpus.case if (module, name) == (__name__, _case.__name__) else super().find_class(module, name)
