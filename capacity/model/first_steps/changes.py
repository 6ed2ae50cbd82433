"""What one spec changes in another, and the same changes made in a third: scenarios become steps that go together."""

from collections.abc import Iterable, Mapping

from pydantic import BaseModel

from capacity.intake.cluster_file.schema import Spec

Path = tuple[str | int, ...]


def differences(before: object, after: object, path: Path = ()) -> dict[Path, object]:
    """Return what stands differently in `after`, by its path: the smallest parts that are not alike.

    A mapping that lost a key and a list of another length are changed as a whole.
    """
    if before == after:
        return {}
    if isinstance(before, BaseModel) and type(before) is type(after):
        names = type(before).model_fields
        return _inside(((name, getattr(before, name), getattr(after, name)) for name in names), path)
    if isinstance(before, Mapping) and isinstance(after, Mapping) and before.keys() <= after.keys():
        return _inside(((key, before.get(key), new) for key, new in after.items()), path)
    if isinstance(before, tuple) and isinstance(after, tuple) and len(before) == len(after):
        return _inside(((i, *pair) for i, pair in enumerate(zip(before, after, strict=True))), path)
    return {path: after}


def _inside(parts: Iterable[tuple], path: Path) -> dict[Path, object]:
    return {at: new for key, old, after in parts for at, new in differences(old, after, (*path, key)).items()}


def changed(spec: Spec, changes: Mapping[Path, object]) -> Spec:
    """Return a spec with the changes made (path -> new part)."""
    for path, value in changes.items():
        spec = _put(spec, path, value)
    return spec


def _put(part: object, path: Path, value: object) -> object:
    if not path:
        return value
    key, *rest = path
    if isinstance(part, BaseModel):
        return part.model_copy(update={key: _put(getattr(part, key), tuple(rest), value)})
    if isinstance(part, tuple):
        return (*part[:key], _put(part[key], tuple(rest), value), *part[key + 1 :])
    return {**part, key: _put(part.get(key), tuple(rest), value)}


def collide(some: Iterable[Path], others: Iterable[Path]) -> bool:
    """Return whether two sets of changes touch the same part: one path is the other, or stands above it."""
    others = list(others)
    return any(one[: len(other)] == other[: len(one)] for one in some for other in others)
