"""A notebook of a report on another machine: JupyterLab does not trust it, and shows every figure all the same."""

import nbformat
import pytest
from fake_study import fake_study
from lab import CHROMIUM, FLAGS, NEEDS_CHROMIUM, PATIENCE, lab, sync_api

from capacity.present.order import SECTIONS
from capacity.present.show import show

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def delivered(tmp_path_factory):
    """The notebook of a report as it is handed over, and how many figures its sections have."""
    root = tmp_path_factory.mktemp("delivered")
    shown = [show(fake_study(), name, "ky") for name in SECTIONS]
    outputs = [nbformat.v4.new_output("execute_result", data=one._repr_mimebundle_()) for one in shown]
    cells = [nbformat.v4.new_code_cell("", outputs=[output]) for output in outputs]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    (root / "work").mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), root / "work" / "feasibility.ipynb")
    return root, sum(one.fragments["ky"]["html"].count('<svg class="chart"') for one in shown)


@pytest.fixture(scope="module")
def page(delivered):
    """The notebook opened in JupyterLab, which does not trust it."""
    root, _ = delivered
    with (
        lab(root / "work" / "feasibility.ipynb", root, {}, trusted=False) as address,
        sync_api.sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        shown = browser.new_page(viewport={"width": 1280, "height": 8000})
        shown.set_default_timeout(PATIENCE)
        shown.goto(address, wait_until="domcontentloaded")
        shown.wait_for_function("() => window.jupyterapp?.shell.currentWidget?.context?.isReady")
        shown.wait_for_selector(".jp-RenderedHTMLCommon img")
        yield shown
        browser.close()


def test_an_untrusted_notebook_shows_every_figure_and_no_svg(page, delivered):
    _, figures = delivered
    seen = page.evaluate("""async () => {
      const content = window.jupyterapp.shell.currentWidget.content;
      const found = [];
      for (const cell of content.widgets) {
        if (cell.model.type !== "code") continue;
        await content.scrollToCell(cell);
        await cell.ready;
        for (const picture of cell.node.querySelectorAll(".jp-RenderedHTMLCommon img")) {
          await picture.decode();
          found.push({wide: picture.naturalWidth, high: picture.naturalHeight, alt: picture.alt});
        }
      }
      return found;
    }""")
    trusted = page.evaluate("window.jupyterapp.shell.currentWidget.content.widgets[0].model.trusted")
    assert trusted is False
    assert len(seen) == figures == 32
    assert all(one["wide"] == 920 and one["high"] > 40 and one["alt"] for one in seen)
    assert page.locator(".jp-RenderedHTMLCommon svg").count() == 0
