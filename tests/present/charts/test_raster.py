import base64
import hashlib
import io
import re
import struct

import pytest
from fake_study import fake_study
from PIL import Image

from capacity.present.charts import charts, raster, svg
from capacity.present.show import show
from capacity.present.words.words import Words

KYRGYZ = "Өндүрүлгөн сүт, жаңы үй"


def steps(label, text="5 т"):
    return svg.draw(charts.bars("Сүт", [charts.Step(label, 0.0, 5.0, text)], "t"), Words("ky"))


def opened(png):
    return Image.open(io.BytesIO(png)).convert("RGB")


def dark(picture):
    """How many pixels are as dark as letters."""
    return sum(count for count, colour in picture.getcolors(1 << 24) if max(colour) < 90)


def test_a_picture_is_a_png_with_a_palette_and_nothing_else_in_it():
    png = raster.png(steps(KYRGYZ))
    kinds, at = [], 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kinds.append(png[at + 4 : at + 8])
        at += 12 + length
    assert set(kinds) == {b"IHDR", b"PLTE", b"IDAT", b"IEND"}
    assert opened(png).size == (920, int(1.25 * (42 + 16)) + 1)


def test_the_bytes_hang_on_nothing_of_the_machine():
    """Made with Python 3.11, resvg-py 0.5.0, Inter 4.1 and Pillow 13; a new version of these may draw otherwise."""
    drawn = [raster.png(steps(KYRGYZ)) for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert hashlib.sha256(opened(drawn[0]).tobytes()).hexdigest()[:16] == "9107fdfae5552737"


UNKNOWN, BLANK = raster.png(steps("\ue000")), raster.png(steps(" "))


@pytest.mark.parametrize("letter", "ңөүҢӨҮёқғұһ≤−–№₂→✓✕")
def test_each_letter_of_our_languages_is_drawn_and_is_no_empty_box(letter):
    assert raster.png(steps(letter)) not in (UNKNOWN, BLANK)


def test_a_blank_that_joins_words_is_not_drawn():
    assert raster.png(steps("а\u2060б")) == raster.png(steps("аб"))


def test_bars_keep_their_colour():
    colours = {colour for _, colour in opened(raster.png(steps("Сүт"))).getcolors(1 << 24)}
    assert (0x2F, 0x7F, 0xC1) in colours


def test_hostile_labels_stay_texts():
    html = f"<p>1 &lt; 2</p>{steps('</text></svg><script>alert(1)</script>')}<p>after</p>"
    shown = raster.with_pictures(html)
    assert re.fullmatch(
        r'<p>1 &lt; 2</p><img alt="Сүт" width="736" src="data:image/png;base64,[\w+/=]+"><p>after</p>', shown
    )


def test_what_is_said_of_a_picture_stays_its_alternative_text():
    chart = charts.bars('"Сүт" < 1 & <b>', [charts.Step("a", 0.0, 5.0, "5")], "t")
    shown = raster.with_pictures(svg.draw(chart, Words("ky")))
    assert 'alt="&quot;Сүт&quot; &lt; 1 &amp; &lt;b&gt;"' in shown


def test_a_map_that_is_coloured_by_its_page_is_drawn_in_colours():
    spot = '<g class="good"><circle cx="50" cy="30" r="2.2"/><text x="50" y="30.8">1</text></g>'
    drawn = opened(raster.png(f'<svg class="map" viewBox="0 0 100 60"><rect width="99" height="59"/>{spot}</svg>'))
    assert drawn.size == (920, 560)
    assert sum(drawn.getpixel((460, 100))) > 3 * 240
    assert any(green > red + 50 for _, (red, green, _) in drawn.getcolors(1 << 24))


def test_a_picture_without_a_height_is_refused():
    with pytest.raises(ValueError, match="neither its height"):
        raster.png('<svg class="chart"><rect/></svg>')


@pytest.mark.parametrize("language", ["en", "ru", "ky"])
@pytest.mark.parametrize("name", ["verdict", "supply", "bottlenecks", "leaving", "gains"])
def test_every_figure_of_a_notebook_is_a_png_of_its_own(name, language):
    shown = show(fake_study(), name, language)
    page = shown._repr_mimebundle_()["text/html"]
    pictures = re.findall(r'<img alt="[^"]+" width="736" src="data:image/png;base64,([^"]+)">', page)
    assert len(pictures) == len(set(pictures)) > 0
    assert all(dark(opened(base64.b64decode(picture))) > 50 for picture in pictures)
    assert "<svg" not in page
    assert shown.fragments[language]["html"].count('<svg class="chart"') == len(pictures)
