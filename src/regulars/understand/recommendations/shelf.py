"""What was learnt, kept as files in the data folder and read where it lies (memory-mapped): nothing is loaded that is not used.

    recommendations/<generation>/        products only: arrays, keys.json, meta.json
    recommendations/<generation>/people/ customers by number: what each may want next, and their factors

A generation is written beside the others and named only when it is whole. Files that hold people are the ones erasing empties.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from django.conf import settings

from regulars.kit.tokens import new_token
from regulars.understand.recommendations.learning.everybody import Everybody
from regulars.understand.recommendations.learning.model import Blend, Model
from regulars.understand.recommendations.learning.neighbours import Neighbours
from regulars.understand.recommendations.models import FOLDER

_PEOPLE = ("ids", "offers", "factors", "start", "people")


def root() -> Path:
    """The folder of all generations."""
    return Path(settings.REGULARS_HOME) / FOLDER


def save(model: Model, everybody: Everybody) -> str:
    """Write a generation; returns its name."""
    generation = new_token()[:20]
    made = root() / f"{generation}.part"
    (made / "people").mkdir(parents=True)
    arrays = {
        "index": model.near.index, "likeness": model.near.likeness, "both": model.near.both, "factors": model.factors,
        "buyers": model.buyers, "lately": model.lately, "indptr": model.goes_with.indptr,
        "indices": model.goes_with.indices, "data": model.goes_with.data,
    }  # fmt: skip
    for name, values in arrays.items():
        np.save(made / f"{name}.npy", values)
    for name in _PEOPLE:
        np.save(made / "people" / f"{name}.npy", getattr(everybody, name))
    (made / "keys.json").write_text(json.dumps(list(model.keys)), encoding="utf-8")
    meta = {"blend": asdict(model.blend), "customers": model.customers}
    (made / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    made.rename(root() / generation)
    return generation


@lru_cache(maxsize=2)
def _opened(folder: Path) -> tuple[Model, Everybody]:
    def array(name: str) -> Any:
        return np.load(folder / f"{name}.npy", mmap_mode="r")

    keys = json.loads((folder / "keys.json").read_text(encoding="utf-8"))
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    goes_with = sp.csr_matrix((array("data"), array("indices"), array("indptr")), shape=(len(keys), len(keys)))
    near = Neighbours(array("index"), array("likeness"), array("both"))
    model = Model(
        keys, near, goes_with, np.asarray(array("factors")), array("buyers"), array("lately"), Blend(**meta["blend"]),
        meta["customers"],
    )  # fmt: skip
    return model, Everybody(*(array(f"people/{name}") for name in _PEOPLE))


def opened(generation: str) -> tuple[Model, Everybody] | None:
    """What a generation holds; None where its folder is gone."""
    folder = root() / generation
    try:
        return _opened(folder) if generation else None
    except FileNotFoundError:
        return None


def generations() -> list[str]:
    """Every generation there is."""
    return sorted(path.name for path in root().glob("*") if path.is_dir() and path.suffix != ".part")


def forget_but(kept: Collection[str]) -> None:
    """Remove every other generation, and what was begun and never finished."""
    for path in root().glob("*"):
        if path.name not in kept:
            shutil.rmtree(path)


def blank(customer_ids: Sequence[int]) -> int:
    """Take these customers out of the files of every generation: their number, offers and factors. Returns how many rows."""
    wanted = np.array(sorted(customer_ids), np.int64)
    gone = 0
    for generation in generations():
        folder = root() / generation / "people"
        ids = np.load(folder / "ids.npy", mmap_mode="r+")
        places = np.flatnonzero(np.isin(ids, wanted))
        if not len(places):
            continue
        offers = np.load(folder / "offers.npy", mmap_mode="r+")
        factors = np.load(folder / "factors.npy", mmap_mode="r+")
        for place in places:
            # The order of the numbers stays, and nobody is found under a number that stands twice but its first holder.
            ids[place] = ids[place - 1] if place else 0
            offers[place] = -1
            factors[place] = 0
        for array in (ids, offers, factors):
            array.flush()
        gone += len(places)
    return gone


def offers_of(generation: str, customer_ids: Sequence[int]) -> list[str]:
    """The products a generation keeps for these customers, best first."""
    found = opened(generation)
    if found is None:
        return []
    model, everybody = found
    keys: dict[str, None] = {}
    for pk in customer_ids:
        place = int(np.searchsorted(everybody.ids, pk))
        if place < len(everybody.ids) and everybody.ids[place] == pk:
            keys |= dict.fromkeys(model.keys[number] for number in everybody.offers[place] if number >= 0)
    return list(keys)
