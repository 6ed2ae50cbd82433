"""Most CSV files quote nothing but their header, and all their records are of one width: no field has to be weighed.

Such records are cut by a reader that knows no other; whatever has another shape is left to the closer look.
"""

import csv
from collections.abc import Sequence

import pyarrow as pa
from pyarrow.csv import ConvertOptions, ParseOptions, ReadOptions, open_csv

from capacity.intake.sheets.columns import Column, small
from capacity.intake.sheets.plain_text import NotPlain
from capacity.intake.sheets.sheets import TEXT

LEAST = 1_000_000
"""bytes of a file from which this reader, which starts threads, is worth it"""
_TEXTS = pa.dictionary(pa.int32(), pa.string())


def plain_columns(data: bytes, lines: int, first: Sequence[Sequence[str]], delimiter: str) -> list[Column]:
    """Return the columns of a UTF-8 text of which some lines are the first records, already read.

    NotPlain where the text is short, a field below them is quoted or longer than the csv module allows, a record has
    another width, or a line ends with a bare CR. An empty line is a record of empty fields.
    """
    start = _end(data, lines)
    if len(data) < LEAST or data.find(b'"', start) >= 0 or data.count(b"\r") != data.count(b"\r\n"):
        raise NotPlain
    names = [str(index) for index in range(len(first[0]))]
    parsing = ParseOptions(delimiter=delimiter, quote_char=False, ignore_empty_lines=False)
    reading = ReadOptions(use_threads=False, column_names=names)
    converting = ConvertOptions(column_types=dict.fromkeys(names, _TEXTS))
    try:
        rest = open_csv(pa.py_buffer(data).slice(start), reading, parsing, converting).read_all()
    except pa.ArrowInvalid:
        raise NotPlain from None
    above = [pa.array(texts, pa.string()).dictionary_encode() for texts in zip(*first, strict=True)]
    return [_column([head, *rest.column(name).chunks]) for name, head in zip(names, above, strict=True)]


def _end(data: bytes, lines: int) -> int:
    """Return where some lines end."""
    end = 0
    for _ in range(lines):
        end = data.find(b"\n", end) + 1 or len(data)
    return end


def _column(parts: Sequence[pa.DictionaryArray]) -> Column:
    """Return the column that some parts make; its texts stand in the order in which they come first."""
    coded = pa.chunked_array(parts).unify_dictionaries().combine_chunks()
    texts = coded.dictionary.to_pylist()
    if max(map(len, texts)) > csv.field_size_limit():
        raise NotPlain
    return Column(texts, TEXT * len(texts), small(coded.indices.to_numpy()))
