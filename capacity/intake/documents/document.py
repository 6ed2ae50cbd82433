"""YAML read strictly: 1.2 core rules, no duplicate keys, aliases or tags, and every value knows its line."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import CollectionStartEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from capacity.intake.documents.yaml_slips import decimal_commas, is_cut_number, slip
from capacity.intake.files import is_there, read_file
from capacity.intake.findings import InputError, Issue, command

LARGEST = 1_000_000
MOST_ITEMS = 40_000
"""lines and items of lists and mappings on one line; a cluster file has some hundreds"""
DEEPEST = 50
LONGEST_NUMBER = 100
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS = {"null": None, "~": None, "": None, "true": True, "false": False}
_TAGS = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")


@dataclass(frozen=True)
class Document:
    """Plain data (dict, list, str, int, float, bool, None) and the place of every key path in its file."""

    data: dict
    places: Mapping[tuple, str]
    """what follows the file's name: :line:column of YAML, the sheet and the cell of a workbook"""
    file: str

    def where(self, path: tuple) -> str:
        """Return file:line:column (file » sheet » cell) of a key path, or of the nearest one above it."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.places:
                return f"{self.file}{self.places[path[:length]]}"
        return self.file


def shown(path: Iterable[object]) -> str:
    """Return a path of keys with dots; a part that is no name is quoted, lest its first word be taken for one."""
    return ".".join(part if re.fullmatch(r"\w+", part) else f'"{part}"' for part in map(str, path))


def read_document(path: Path) -> Document:
    """Return a YAML file as plain data with positions; everything surprising is refused with file:line:column."""
    if not is_there(path):
        raise InputError(
            "there is no such file", file=str(path), fix=f"make one with: {command('new', 'SLUG')}", code="F32"
        )
    raw = read_file(path, path.name, LARGEST)
    try:
        return parse_document(raw.decode("utf-8-sig"), path.name)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InputError(
            "the file is not UTF-8 text",
            file=f"{path.name}:{line}:1",
            fix="save it with the encoding UTF-8",
            code="F21",
        ) from None


def parse_document(text: str, file: str = "cluster.yml") -> Document:
    """Return a YAML text as plain data with positions (see read_document)."""
    _refuse_long(text, file)
    try:
        node = _composed(text, file)
    except MarkedYAMLError as error:
        raise InputError([slip(text, error, file)]) from None
    except YAMLError as error:
        fix = "check the line that is named"
        raise InputError(f"this is not YAML: {error}", file=file, fix=fix, code="Y01") from None
    if not isinstance(node, MappingNode):
        fix = "begin with: cluster: my-cluster"
        raise InputError("the file does not hold keys and values", file=file, fix=fix, code="Y01")
    reader = _Reader(file)
    data = reader.read(node, ())
    if reader.issues or not isinstance(data, dict):
        raise InputError(reader.issues)
    return Document(data, reader.places, file)


def _refuse_long(text: str, file: str) -> None:
    """Refuse at once what would take the reader many seconds: every line and item needs one of these signs."""
    if sum(map(text.count, "\n,[{")) > MOST_ITEMS:
        fix = "keep the survey in its own file, and remove what nobody reads"
        raise InputError(f"the file has more than {MOST_ITEMS:,} lines and items", file=file, fix=fix, code="F25")


def _composed(text: str, file: str) -> Node | None:
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _Composer
    yaml.composer.file = file
    return yaml.compose(text)


def _parted(meant: str) -> str:
    return f"write {meant}; if other numbers are meant, put a blank behind each comma that parts two of them"


class _Composer(Composer):
    """Puts the tree of nodes together; aliases and deep nesting are refused before they are followed."""

    file = ""
    nested = 0

    def compose_node(self, parent: Node | None, index: object) -> Node:
        """Return the next node with all that is in it."""
        event = self.parser.peek_event()
        place = f"{self.file}:{event.start_mark.line + 1}:{event.start_mark.column + 1}"
        if event.anchor:
            raise InputError(
                "anchors (&) and aliases (*) are not allowed", file=place, fix="write the value out", code="Y01"
            )
        self.nested += isinstance(event, CollectionStartEvent)
        if self.nested > DEEPEST:
            raise InputError(
                f"the file is nested deeper than {DEEPEST} levels", file=place, fix="flatten it", code="Y01"
            )
        node = super().compose_node(parent, index)
        self.nested -= isinstance(event, CollectionStartEvent)
        return node


class _Reader:
    """Walks the node tree once, collecting values, places and issues."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.places: dict[tuple, str] = {}
        self.issues: list[Issue] = []

    def read(self, node: Node, path: tuple) -> object:
        """Return the node's plain value; note where it stands."""
        self.places.setdefault(path, _place(node))
        if isinstance(node, ScalarNode):
            return self._scalar(node)
        if node.tag not in _TAGS:
            self._refuse(node, f"the tag {node.tag} is not allowed", "remove it")
        if isinstance(node, SequenceNode):
            if meant := decimal_commas(node):
                self._refuse(node, "a decimal comma: YAML takes it for two numbers", _parted(meant), "Y02")
            return [self.read(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._mapping(node, path) if isinstance(node, MappingNode) else None

    def _mapping(self, node: MappingNode, path: tuple) -> dict:
        data: dict[str, object] = {}
        for (_, above), (key_node, value_node) in pairwise([(node, node), *node.value]):
            if is_cut_number(above, key_node, value_node):
                meant = f"{above.value}.{key_node.value}"
                self._refuse(above, "a decimal comma: YAML takes it for two numbers", f"write {meant}", "Y02")
                continue
            if not isinstance(key_node, ScalarNode):
                self._refuse(key_node, "a key must be a word", "write key: value")
                continue
            key = key_node.value
            if key in data:
                first = self.places[(*path, key)].split(":")[1]
                problem = f'the key "{key}" stands here a second time'
                self._refuse(key_node, problem, f"keep one of the two; the first stands in line {first}")
            self.places[(*path, key)] = _place(key_node)
            data[key] = self.read(value_node, (*path, key))
        return data

    def _scalar(self, node: ScalarNode) -> object:
        if (node.tag or "").startswith("!") or "python" in (node.tag or ""):
            self._refuse(node, f"the tag {node.tag} is not allowed", "remove it")
        if node.style is not None:
            return node.value
        text = node.value
        if text.lower() in _WORDS and text in (text.lower(), text.title(), text.upper()):
            return _WORDS[text.lower()]
        if _INT.fullmatch(text) and len(text) > LONGEST_NUMBER:
            self._refuse(node, f"a number of {len(text)} digits", "check the digits")
            return 0
        if _INT.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
        return text

    def _refuse(self, node: Node, problem: str, fix: str, code: str = "Y01") -> None:
        self.issues.append(Issue(problem, fix, file=f"{self.file}{_place(node)}", code=code))


def _place(node: Node) -> str:
    return f":{node.start_mark.line + 1}:{node.start_mark.column + 1}"
