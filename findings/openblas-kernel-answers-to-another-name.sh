#!/usr/bin/env bash
# OpenBLAS, asked for its Prescott kernel, says that it runs Katmai.
#
# Who proves on which kernel a result was computed (the same bytes on any machine) compares the kernel that was asked
# for in OPENBLAS_CORETYPE with the one that threadpoolctl reports. For Prescott the two never agree: on x86-64 several
# old kernels are one and the same table, and the library answers with the first name that fits.
#
# Seen with numpy 2.4.6 and threadpoolctl 3.8.0 (x86-64 wheels): asked Nehalem, answered Nehalem;
# asked Prescott, answered Katmai. Valid input: a product of two small matrices. Ends with 1 if any of that changes.
set -euo pipefail

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/python" -m pip install --quiet "numpy==2.4.6" "threadpoolctl==3.8.0"

cat > "$place/ask.py" << 'PYTHON'
import numpy
from threadpoolctl import threadpool_info

product = numpy.arange(6.0).reshape(2, 3) @ numpy.arange(6.0).reshape(3, 2)
assert product.tolist() == [[10.0, 13.0], [28.0, 40.0]]
print(next(library["architecture"] for library in threadpool_info() if library["internal_api"] == "openblas"))
PYTHON

answer() { OPENBLAS_CORETYPE=$1 "$place/env/bin/python" "$place/ask.py"; }

nehalem=$(answer Nehalem)
prescott=$(answer Prescott)
echo "numpy 2.4.6, threadpoolctl 3.8.0: asked Nehalem, answered $nehalem; asked Prescott, answered $prescott"
[[ $nehalem == Nehalem && $prescott == Katmai ]]
