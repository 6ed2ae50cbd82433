"""How the pages are built: python -m sphinx -W -n docs docs/_build/html."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent / "_ext"), str(Path(__file__).parent.parent)]

project = "capacity"
author = copyright = "the capacity contributors"  # noqa: A001
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "generated", "mathml"]
exclude_patterns = ["_build", "_ext"]
html_theme = "furo"
html_title = "capacity"
html_copy_source = False
html_static_path = ["_static"]
html_css_files = ["wide.css"]
myst_enable_extensions = ["attrs_inline", "dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_timeout = 300
nb_execution_raise_on_error = True
nb_execution_show_tb = True
nb_merge_streams = True
autodoc_typehints = "none"
autodoc_member_order = "bysource"
add_module_names = False
default_role = "code"  # a name in a docstring stands between single backquotes
napoleon_google_docstring = False
