#!/usr/bin/env bash
# MyST-NB takes the notebooks that it wrote itself for pages of the site, from the second build on.
#
# It keeps the executed notebooks beside the output folder, in `../jupyter_execute` as seen from there. Where pages are
# built into a folder directly below their sources (sphinx docs docs/_build) that is a folder among the sources, and
# `exclude_patterns = ["_build"]` does not cover it. The first build is clean; the second finds each notebook twice,
# warns of a document in no toctree, and with -W it fails, although nothing was changed. Build one folder deeper
# (docs/_build/html), or exclude jupyter_execute.
#
# Seen with MyST-NB 1.4.0, Sphinx 9.0.4 and ipykernel 7.1.0. Valid input: a page and a notebook of one cell. Ends with 1
# if any of that changes.
set -euo pipefail

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/python" -m pip install --quiet "myst-nb==1.4.0" "sphinx==9.0.4" "ipykernel==7.1.0"

mkdir "$place/docs"
cd "$place"
cat > docs/conf.py << 'PYTHON'
extensions = ["myst_nb"]
exclude_patterns = ["_build"]
nb_execution_mode = "force"
PYTHON
cat > docs/index.md << 'MARKDOWN'
# A site

```{toctree}
sums
```
MARKDOWN
cat > docs/sums.ipynb << 'NOTEBOOK'
{"cells": [{"cell_type": "markdown", "id": "title", "metadata": {}, "source": ["# Sums"]},
           {"cell_type": "code", "execution_count": null, "id": "sum", "metadata": {}, "outputs": [], "source": ["1 + 1"]}],
 "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
 "nbformat": 4, "nbformat_minor": 5}
NOTEBOOK

build() { "$place/env/bin/python" -m sphinx -q -b html docs docs/_build 2>&1 | grep --count "jupyter_execute/sums.ipynb: WARNING" || true; }
PATH="$place/env/bin:$PATH"
first=$(build)
second=$(build)
echo "MyST-NB 1.4.0: warnings of its own copy: $first at the first build, $second at the second"
[[ $first == 0 && $second -ge 1 ]]
