#!/usr/bin/env bash
# pyarrow reads a CSV file with a second thread even where it is told use_threads=False, and the thread stays.
#
# The option keeps the conversion to one thread; the next block is fetched on Arrow's pool for input and output all the
# same. The pool's thread lives on after the table is there. Who counts on having no other thread, because processes are to
# branch off (from a kernel that was warmed up, from a fork server), has one from the first survey that was read.
#
# Seen with pyarrow 26.0.1 on Linux: beside the threads that are there after the import none with the standard library's
# csv, one after read_csv(use_threads=False) of a small file, one still when the table is gone. Ends with 1 if any of that
# changes.
set -euo pipefail

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/pip" install -q pyarrow==26.0.1

cat > "$place/ask.py" << 'PY'
import csv
import gc
import io
import os

import pyarrow
from pyarrow.csv import ReadOptions, read_csv


def threads() -> int:
    return len(os.listdir("/proc/self/task"))


text = "id,cows\n" + "".join(f"K-{number},{number % 9}\n" for number in range(100))
at_first, said = threads(), [pyarrow.__version__]
assert len(list(csv.reader(io.StringIO(text)))) == 101
said.append(threads() - at_first)
table = read_csv(io.BytesIO(text.encode()), read_options=ReadOptions(use_threads=False))
assert table.num_rows == 100
said.append(threads() - at_first)
del table
gc.collect()
said.append(threads() - at_first)
print(*said)
PY

"$place/env/bin/python" "$place/ask.py" > "$place/said"
cat "$place/said"
grep -qx "26.0.1 0 1 1" "$place/said"
