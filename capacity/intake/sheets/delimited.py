"""A CSV file as a sheet of text: its encoding, its delimiter, its line ends, and no column ever shifted in silence.

Codes: F03 empty, F18 to F22 encodings, F24 `sep=`, F25 a monstrous cell, F26 too many rows; ragged rows have no code
of their own in the list and carry F09.
"""

import contextlib
import csv
import io
import math
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, repeat, zip_longest

from capacity.intake.findings import InputError, Issue
from capacity.intake.sheets.columns import Column, Taken
from capacity.intake.sheets.plain_delimited import plain_columns
from capacity.intake.sheets.plain_text import NotPlain
from capacity.intake.sheets.precheck import LARGEST_INFLATED, OLD_EXCEL, ZIP
from capacity.intake.sheets.scan import LAST_ROW, MOST_COLUMNS, too_many
from capacity.intake.sheets.sheets import TEXT, Rows, Sheet

DELIMITERS = ",;\t|"
MOST_ROWS, MOST_CELLS = LAST_ROW, 25_000_000
"""rows, as many as a sheet of Excel has, and fields that are read of a file"""
_SEP = re.compile(r"sep=([,;\t|])\r?\n?", re.IGNORECASE)
_FIRST_ROWS = 40
_AT_ONCE = 4096
"""records that are turned into columns together"""
_UNPACK = "unpack it, and copy the .csv in it here"
_SIGNS = "\u00a0№«»‹›–—‘’“”„…•·°±§©®™€"
_MOST_NAMED = 10

FindHeader = Callable[[Sequence[Sequence[str]]], tuple[int, int]]
"""Given the first rows: how many wanted columns the best of them names, and its index."""


@dataclass(frozen=True, slots=True)
class _Text:
    """The bytes of a file with their encoding, and how many lines of it are no records (`sep=`)."""

    data: bytes
    encoding: str
    skipped: int = 0

    def lines(self) -> Iterator[str]:
        """Yield the lines of records with their ends, without holding the text as a whole."""
        stream = io.TextIOWrapper(io.BytesIO(self.data), self.encoding, errors="replace", newline="")
        return islice(stream, self.skipped, None)

    def records(self, delimiter: str) -> Iterator[list[str]]:
        """Yield the fields of each record."""
        return csv.reader(self.lines(), delimiter=delimiter, strict=True)

    def begins(self, delimiter: str) -> Iterator[int]:
        """Yield the line on which each record begins; the last is that of a record which cannot be read, if one is."""
        reader = csv.reader(self.lines(), delimiter=delimiter, strict=True)
        yield 1 + self.skipped
        with contextlib.suppress(csv.Error):
            for _ in reader:
                yield reader.line_num + 1 + self.skipped


def read_delimited(data: bytes, file: str, find_header: FindHeader) -> Sheet:
    """Return a CSV file as a sheet; the delimiter is the one of , ; TAB | under which most wanted columns are found.

    A record with another number of fields than the header is refused with its line; empty fields at its end are not
    counted.
    """
    encoding, issues = find_encoding(data, file)
    text = _Text(data, encoding)
    sep = _SEP.fullmatch(next(text.lines(), ""))
    text = replace(text, skipped=1 if sep else 0)
    delimiter = sep[1] if sep else _sniff(text, find_header)
    try:
        rows = _read_plain(text, delimiter)
    except NotPlain:
        rows = _read(text, delimiter, file, find_header)
    if sep:
        issues.append(Issue(f"the line {sep[0].strip()} names the delimiter", file=file, severity="note", code="F24"))
    return Sheet(file, "", rows, issues=tuple(issues))


def unpacked(data: bytes, file: str) -> bytes:
    """Return what a .gz file holds; refuse what is none, is cut off, or unpacks to more than a survey can be (F11)."""
    reader = zlib.decompressobj(wbits=31)
    try:
        text = reader.decompress(data, LARGEST_INFLATED + 1)
    except zlib.error:
        raise InputError("the file is damaged, or not packed with gzip", fix=_UNPACK, file=file, code="F09") from None
    if len(text) > LARGEST_INFLATED:
        raise InputError("unpacked, the file is larger than 200 MB", fix=_UNPACK, file=file, code="F11")
    if not reader.eof or reader.unused_data:
        raise InputError("the file is cut off, or holds more than one", fix=_UNPACK, file=file, code="F09")
    return text


def find_encoding(data: bytes, file: str) -> tuple[str, list[Issue]]:
    """Return the encoding of a file and what has to be said about it; refuse what would have to be guessed."""
    _refuse_binary(data, file)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            data.decode("utf-16")
            return "utf-16", [Issue("the text is UTF-16", file=file, severity="note", code="F20")]
        except UnicodeDecodeError:
            raise InputError("the UTF-16 text is damaged", fix="save as UTF-8", file=file, code="F20") from None
    if b"\0" in data:
        problem = "the file has NUL bytes: it is UTF-16 without its mark, or no text"
        raise InputError(problem, fix="save it as CSV UTF-8", file=file, code="F20" if data.count(0) > 9 else "F22")
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _find_cyrillic(data, file, error.start)
    return "utf-8-sig", []


def _refuse_binary(data: bytes, file: str) -> None:
    if not data.strip():
        raise InputError("the file is empty", fix="copy the survey here again", file=file, code="F03")
    if len(data) > LARGEST_INFLATED:
        raise InputError("the file is larger than 200 MB", fix="keep only the survey's rows", file=file, code="F25")
    if data.startswith((ZIP + b"\3\4", OLD_EXCEL)):
        raise InputError("this is a workbook, not CSV", fix="rename it so that it ends in .xlsx", file=file, code="F05")


def _find_cyrillic(data: bytes, file: str, start: int) -> tuple[str, list[Issue]]:
    """Return Windows-1251 if the text then looks Cyrillic; name the first bad line of a mixture."""
    line = data[:start].count(b"\n") + 1
    if any(_is_utf8_beyond_ascii(part) for part in data.splitlines()):
        fix = "open it in a text editor and save all of it as UTF-8"
        raise InputError(f"line {line} is not UTF-8, other lines are", fix=fix, file=file, code="F21")
    text = data.decode("cp1251", errors="replace")
    if not _looks_cyrillic(text):
        preview = " / ".join(part[:40] for part in text.splitlines()[:3])
        problem = f"line {line} is not UTF-8, and as Windows-1251 the file reads: {preview}"
        raise InputError(problem, fix="save it as CSV UTF-8", file=file, code="F19")
    problem = f"the file is not UTF-8 (line {line}); it is read as Windows-1251 because it then is Cyrillic text"
    fix = "look at the names; if they are wrong, save the file as CSV UTF-8"
    return "cp1251", [Issue(problem, fix, file=file, severity="warning", code="F19")]


def _is_utf8_beyond_ascii(line: bytes) -> bool:
    try:
        return not line.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False


def _looks_cyrillic(text: str) -> bool:
    """Return whether the letters beyond ASCII are Russian ones, in words of their own, small ones after capitals.

    Latin-1 read so mixes both alphabets in a word, KOI8 turns capitals and small letters round, others give odd signs.
    """
    high = [char for char in text if not char.isascii() and char not in _SIGNS]
    russian = sum("а" <= char.casefold() <= "я" or char in "ёЁ" for char in high)
    words = re.findall(r"\w*[а-яёА-ЯЁ]\w*", text)
    mixed = sum(bool(re.search("[A-Za-z]", word)) for word in words)
    backwards = sum(bool(re.search("[а-яё][А-ЯЁ]", word)) for word in words)
    return bool(words) and russian >= 0.98 * len(high) and mixed <= 0.2 * len(words) and backwards <= 0.1 * len(words)


def _sniff(text: _Text, find_header: FindHeader) -> str:
    scores = []
    for order, delimiter in enumerate(DELIMITERS):
        rows: list[list[str]] = []
        with contextlib.suppress(csv.Error):
            rows.extend(islice(text.records(delimiter), _FIRST_ROWS))
        widths = [len(row) for row in rows if row]
        scores.append((find_header(rows)[0], min(widths, default=0) > 1, max(widths, default=0), -order))
    return DELIMITERS[-max(scores)[3]]


def _read_plain(text: _Text, delimiter: str) -> Rows:
    """Return all records as rows, as `_read` does, where they are plain below the first ones; else NotPlain."""
    reader = csv.reader(text.lines(), delimiter=delimiter, strict=True)
    try:
        first = list(islice(reader, _FIRST_ROWS))
    except csv.Error:
        raise NotPlain from None
    widths = {*map(len, first)}
    if text.encoding != "utf-8-sig" or len(widths) > 1 or not 0 < max(widths, default=0) <= MOST_COLUMNS:
        raise NotPlain
    columns = plain_columns(text.data, text.skipped + reader.line_num, first, delimiter)
    count = len(columns[0])
    if count > MOST_ROWS or count * len(columns) > MOST_CELLS:
        raise NotPlain
    rows = Rows(range(1, count + 1), columns)
    return rows[: next((at for at in range(count, 0, -1) if not rows[at - 1].is_blank), 0)]


def _read(text: _Text, delimiter: str, file: str, find_header: FindHeader) -> Rows:
    """Return all records as rows, the blank ones at the end left out; refuse those that would shift columns."""
    columns, reach, ragged = _Columns(), _Reach(), _Ragged(text, file, delimiter)
    records = text.records(delimiter)
    try:
        several = list(islice(records, _FIRST_ROWS))
        found, index = find_header(several)
        ragged.expect(several[index] if found else None)
        while several:
            ragged.note(several, reach.count, index)
            reach.note(several)
            _refuse_many(reach, ragged, file)
            columns.take(several)
            several = list(islice(records, _AT_ONCE))
    except csv.Error as error:
        raise _unreadable(error, text, delimiter, file) from None
    ragged.refuse(reach.height)
    return columns.rows()[: reach.height]


@dataclass
class _Reach:
    """How far records reach: all of them, the last in which something is written, their fields, and the widest."""

    count: int = 0
    height: int = 0
    fields: int = 0
    width: int = 0

    def note(self, records: Sequence[Sequence[str]]) -> None:
        """Note some more."""
        lengths = [*map(len, records)]
        self.fields, self.width = self.fields + sum(lengths), max(self.width, *lengths)
        last = next((at for at in range(len(records), 0, -1) if any(map(str.strip, records[at - 1]))), 0)
        self.height = self.count + last if last else self.height
        self.count += len(records)


def _refuse_many(reach: _Reach, ragged: "_Ragged", file: str) -> None:
    """Refuse records that reach too far, before short ones are filled up; ragged ones are what is wrong first."""
    if reach.fields > MOST_CELLS:
        raise InputError([too_many(reach.count, reach.width, file, MOST_CELLS)])
    if reach.count > MOST_ROWS:
        fix = "split the survey into files of a folder members/"
        raise InputError(f"more than {MOST_ROWS} rows", fix=fix, file=file, code="F26")
    if reach.width > MOST_COLUMNS:
        ragged.refuse(reach.height)
        problem = f"{reach.width} columns; {MOST_COLUMNS} are read at most"
        raise InputError(problem, fix="check it", file=file, code="H15")
    if reach.height * reach.width > MOST_CELLS:
        ragged.refuse(reach.height)
        raise InputError([too_many(reach.height, reach.width, file, MOST_CELLS)])


class _Columns:
    """The fields of records, column by column."""

    def __init__(self) -> None:
        self.taken: list[Taken[str]] = []
        self.count = 0

    def take(self, records: Sequence[Sequence[str]]) -> None:
        """Add records, those that are too short with empty fields at their end."""
        columns = list(zip_longest(*records, fillvalue=""))
        for _ in range(len(columns) - len(self.taken)):
            self.taken.append(Taken())
            self.taken[-1].take(repeat("", self.count))
        columns += [("",) * len(records)] * (len(self.taken) - len(columns))
        for taken, column in zip(self.taken, columns, strict=True):
            taken.take(column)
        self.count += len(records)

    def rows(self) -> Rows:
        """Return the rows."""
        columns: list[Column] = []
        while self.taken:
            taken = self.taken.pop()
            columns.insert(0, Column(taken.known, TEXT * len(taken.known), taken.codes))
        return Rows(range(1, self.count + 1), columns)


class _Ragged:
    """The records that have another number of fields than the header: columns would shift."""

    def __init__(self, text: _Text, file: str, delimiter: str) -> None:
        self.text, self.file, self.delimiter = text, file, delimiter
        self.least, self.most = 0, math.inf
        self.found: list[tuple[int, list[str]]] = []

    def expect(self, header: Sequence[str] | None) -> None:
        """Expect as many fields as a header has; its empty ones at the end may be missing. None: any number."""
        self.least = len(_without_empty_end(header)) if header else 0
        self.most = len(header) if header else math.inf

    def note(self, records: Sequence[list[str]], before: int, header: int) -> None:
        """Note those of some records, which follow `before` others, that stand below the header and do not fit it."""
        lengths = {*map(len, records)}
        if self.least <= min(lengths) and max(lengths) <= self.most:
            return
        numbered = enumerate(records, start=before + 1)
        self.found += [(number, fields) for number, fields in numbered if number > header + 1 and self._is(fields)]

    def _is(self, fields: Sequence[str]) -> bool:
        return any(fields) and (len(fields) < self.least or len(_without_empty_end(fields)) > self.most)

    def refuse(self, count: int) -> None:
        """Refuse those among the first `count` records."""
        bad = [one for one in self.found if one[0] <= count]
        if not bad:
            return
        lines = dict(enumerate(self.text.begins(self.delimiter), start=1))
        hint = "put numbers with a decimal comma into quotes, or " if self.delimiter == "," else ""
        fix = f"{hint}save the file again from Excel; every row needs {self.least} fields"
        issues = [
            Issue(
                f"line {lines[number]} has {len(fields)} fields, the header has {self.least}: columns would shift",
                fix,
                file=self.file,
                row=number,
                value=self.delimiter.join(fields),
                code="F09",
            )
            for number, fields in bad[:_MOST_NAMED]
        ]
        if len(bad) > _MOST_NAMED:
            issues.append(Issue(f"{len(bad) - _MOST_NAMED} more rows like these", fix, file=self.file, code="F09"))
        raise InputError(issues)


def _unreadable(error: csv.Error, text: _Text, delimiter: str, file: str) -> InputError:
    """Return the refusal of a record that cannot be read, with the line on which it begins."""
    line = max(text.begins(delimiter))
    shown = next(islice(text.lines(), line - 1 - text.skipped, None), "").rstrip("\r\n")
    fix = 'look for a " that is not closed, or a " inside a value: it is written ""'
    code = "F25" if "limit" in str(error) else "F09"
    return InputError(f"line {line} cannot be read: {error}", fix=fix, file=file, value=shown, code=code)


def _without_empty_end(fields: Sequence[str]) -> Sequence[str]:
    end = len(fields)
    while end and not fields[end - 1].strip():
        end -= 1
    return fields[:end]
