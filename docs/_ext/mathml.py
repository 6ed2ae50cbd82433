"""Write equations as MathML, which browsers show by themselves: no script and no network is needed.

Without a font for mathematics a browser draws no roots and no long bars: write powers instead.
"""

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator


def setup(app: Sphinx) -> dict[str, bool]:
    """Have equations in pages written as MathML instead of by MathJax."""
    app.add_html_math_renderer("mathml", (inline, None), (block, None))
    return {"parallel_read_safe": True}


def inline(page: HTML5Translator, node: nodes.math) -> None:
    """Write an equation within a line."""
    page.body.append(tex2mathml(node.astext()))
    raise nodes.SkipNode


def block(page: HTML5Translator, node: nodes.math_block) -> None:
    """Write an equation on lines of its own, in a box that scrolls where it is wider than the page."""
    page.body.append(f'<div class="math">{tex2mathml(node.astext(), as_block=True)}</div>\n')
    raise nodes.SkipNode
