"""Notebooks, files and machines: what runs the model."""

import sys

# jsonschema, which nbformat imports, takes two seconds to load a grammar of international addresses that no notebook
# needs; where that package is not there, jsonschema goes without it.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
