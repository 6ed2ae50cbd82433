"""Most CSV files quote nothing but their header, and all their records are of one width: no field has to be weighed.

Such records are cut by a reader that knows no other; whatever has another shape is left to the closer look.
"""

import csv
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
from pyarrow.csv import ConvertOptions, ParseOptions, ReadOptions, open_csv

Coded = tuple[Sequence[str], np.ndarray]
"""the texts of a column that differ, in the order in which they come, and for each record which it has"""


class NotPlain(Exception):
    """The records have something that has to be looked at closely."""


def plain_records(data: bytes, lines: int, delimiter: str, width: int) -> Iterator[list[Coded]]:
    """Yield the columns of the records below some lines of a UTF-8 text, block by block.

    NotPlain where a field is quoted or longer than the csv module allows, a record has another width than stated, or
    a line ends with a bare CR.
    """
    start = _end(data, lines)
    if data.find(b'"', start) >= 0 or data.count(b"\r") != data.count(b"\r\n"):
        raise NotPlain
    names = [str(index) for index in range(width)]
    texts = ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
    parsing = ParseOptions(delimiter=delimiter, quote_char=False, ignore_empty_lines=False)
    reading = ReadOptions(use_threads=False, column_names=names)
    try:
        blocks = open_csv(pa.py_buffer(data).slice(start), reading, parsing, texts)
        yield from (list(map(_coded, block.columns)) for block in blocks)
    except pa.ArrowInvalid:
        raise NotPlain from None


def _end(data: bytes, lines: int) -> int:
    """Return where some lines end."""
    end = 0
    for _ in range(lines):
        end = data.find(b"\n", end) + 1 or len(data)
    return end


def _coded(column: pa.Array) -> Coded:
    coded = column.dictionary_encode()
    texts = coded.dictionary.to_pylist()
    if max(map(len, texts), default=0) > csv.field_size_limit():
        raise NotPlain
    return texts, coded.indices.to_numpy()
