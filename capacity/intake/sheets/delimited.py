"""A CSV file as a sheet of text: its encoding, its delimiter, its line ends, and no column ever shifted in silence.

Codes: F03 empty, F18 to F22 encodings, F24 `sep=`, F25 a monstrous cell, F26 too many rows; ragged rows have no code
of their own in the list and carry F09.
"""

import contextlib
import csv
import io
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from capacity.intake.findings.issues import InputError, Issue
from capacity.intake.sheets.precheck import LARGEST_INFLATED, OLD_EXCEL, ZIP
from capacity.intake.sheets.scan import LAST_ROW, MOST_COLUMNS, too_many
from capacity.intake.sheets.sheets import Row, Sheet

DELIMITERS = ",;\t|"
MOST_ROWS, MOST_CELLS = LAST_ROW, 25_000_000
"""rows, as many as a sheet of Excel has, and fields that are read of a file"""
_SEP = re.compile(r"sep=([,;\t|])\r?\n?", re.IGNORECASE)
_FIRST_ROWS = 40
_UNPACK = "unpack it, and copy the .csv in it here"
_SIGNS = "\u00a0№«»‹›–—‘’“”„…•·°±§©®™€"
_MOST_NAMED = 10

FindHeader = Callable[[Sequence[Sequence[str]]], tuple[int, int]]
"""Given the first rows: how many wanted columns the best of them names, and its index."""


@dataclass(frozen=True, slots=True)
class _Record:
    line: int
    fields: list[str]


def read_delimited(data: bytes, file: str, find_header: FindHeader) -> Sheet:
    """Return a CSV file as a sheet; the delimiter is the one of , ; TAB | under which most wanted columns are found.

    A record with another number of fields than the header is refused with its line; empty fields at its end are not
    counted.
    """
    text, issues = decode(data, file)
    sep = _SEP.match(text)
    body = text[sep.end() :] if sep else text
    delimiter = sep[1] if sep else _sniff(body, find_header)
    records = _records(body, delimiter, file, 1 if sep else 0)
    found, index = find_header([record.fields for record in records[:_FIRST_ROWS]])
    if found:
        _refuse_ragged(records, index, file, delimiter)
    width = max((len(record.fields) for record in records), default=0)
    if width > MOST_COLUMNS:
        raise InputError(f"{width} columns; {MOST_COLUMNS} are read at most", fix="check it", file=file, code="H15")
    if width * len(records) > MOST_CELLS:
        raise InputError([too_many(len(records), width, file, MOST_CELLS)])
    rows = tuple(
        Row(number, (*record.fields, *[""] * (width - len(record.fields))))
        for number, record in enumerate(records, start=1)
    )
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


def decode(data: bytes, file: str) -> tuple[str, list[Issue]]:
    """Return the text of a file and what has to be said about its encoding; refuse what would have to be guessed."""
    _refuse_binary(data, file)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), [Issue("the text is UTF-16", file=file, severity="note", code="F20")]
        except UnicodeDecodeError:
            raise InputError("the UTF-16 text is damaged", fix="save as UTF-8", file=file, code="F20") from None
    if b"\0" in data:
        problem = "the file has NUL bytes: it is UTF-16 without its mark, or no text"
        raise InputError(problem, fix="save it as CSV UTF-8", file=file, code="F20" if data.count(0) > 9 else "F22")
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        return _decode_cyrillic(data, file, error.start)


def _refuse_binary(data: bytes, file: str) -> None:
    if not data.strip():
        raise InputError("the file is empty", fix="copy the survey here again", file=file, code="F03")
    if len(data) > LARGEST_INFLATED:
        raise InputError("the file is larger than 200 MB", fix="keep only the survey's rows", file=file, code="F25")
    if data.startswith((ZIP + b"\3\4", OLD_EXCEL)):
        raise InputError("this is a workbook, not CSV", fix="rename it so that it ends in .xlsx", file=file, code="F05")


def _decode_cyrillic(data: bytes, file: str, start: int) -> tuple[str, list[Issue]]:
    """Return the text read as Windows-1251 if it then looks Cyrillic; name the first bad line of a mixture."""
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
    return text, [Issue(problem, fix, file=file, severity="warning", code="F19")]


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


def _sniff(text: str, find_header: FindHeader) -> str:
    scores = []
    for order, delimiter in enumerate(DELIMITERS):
        rows: list[list[str]] = []
        with contextlib.suppress(csv.Error):
            rows.extend(record.fields for record in _iterate(text, delimiter, _FIRST_ROWS))
        widths = [len(row) for row in rows if row]
        scores.append((find_header(rows)[0], min(widths, default=0) > 1, max(widths, default=0), -order))
    return DELIMITERS[-max(scores)[3]]


def _iterate(text: str, delimiter: str, limit: int | None = None, first: int = 1) -> Iterator[_Record]:
    """Yield the records with the line that each begins on; equal fields are one text in memory."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line, known = first, dict[str, str]()
    for fields in reader:
        yield _Record(line, [known.setdefault(field, field) for field in fields])
        line = reader.line_num + first
        if limit is not None and (limit := limit - 1) <= 0:
            return


def _records(text: str, delimiter: str, file: str, skipped: int) -> list[_Record]:
    records: list[_Record] = []
    fields = 0
    try:
        for record in _iterate(text, delimiter, first=1 + skipped):
            records.append(record)
            fields += len(record.fields)
            if fields > MOST_CELLS:
                raise InputError([too_many(len(records), len(record.fields), file, MOST_CELLS)])
            if len(records) > MOST_ROWS:
                fix = "split the survey into files of a folder members/"
                raise InputError(f"more than {MOST_ROWS} rows", fix=fix, file=file, code="F26")
    except csv.Error as error:
        line = _next_line(text, delimiter, len(records)) + skipped
        problem = f"line {line} cannot be read: {error}"
        fix = 'look for a " that is not closed, or a " inside a value: it is written ""'
        code = "F25" if "limit" in str(error) else "F09"
        raise InputError(problem, fix=fix, file=file, value=_line(text, line - skipped), code=code) from None
    while records and not any(field.strip() for field in records[-1].fields):
        records.pop()
    return records


def _next_line(text: str, delimiter: str, count: int) -> int:
    """Return the line on which the record after the first `count` begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    for _ in range(count):
        next(reader)
    return reader.line_num + 1


def _line(text: str, number: int) -> str:
    lines = text.split("\n")
    return lines[number - 1] if number <= len(lines) else ""


def _refuse_ragged(records: list[_Record], header: int, file: str, delimiter: str) -> None:
    wanted = len(_without_empty_end(records[header].fields))
    bad = []
    for number, record in enumerate(records[header + 1 :], start=header + 2):
        count = len(record.fields)
        is_longer = len(_without_empty_end(record.fields)) > len(records[header].fields)
        if any(record.fields) and (is_longer or count < wanted):
            bad.append((number, record, count))
    if not bad:
        return
    hint = "put numbers with a decimal comma into quotes, or " if delimiter == "," else ""
    fix = f"{hint}save the file again from Excel; every row needs {wanted} fields"
    issues = [
        Issue(
            f"line {record.line} has {count} fields, the header has {wanted}: columns would shift",
            fix,
            file=file,
            row=number,
            value=delimiter.join(record.fields),
            code="F09",
        )
        for number, record, count in bad[:_MOST_NAMED]
    ]
    if len(bad) > _MOST_NAMED:
        issues.append(Issue(f"{len(bad) - _MOST_NAMED} more rows like these", fix, file=file, code="F09"))
    raise InputError(issues)


def _without_empty_end(fields: list[str]) -> list[str]:
    end = len(fields)
    while end and not fields[end - 1].strip():
        end -= 1
    return fields[:end]
