"use strict";
// A link to a folded section unfolds it.
const unfold = () => {
  const folded = location.hash && document.getElementById(location.hash.slice(1))?.querySelector("details.more");
  if (folded) folded.open = true;
};
window.addEventListener("hashchange", unfold);
unfold();
// Draws the interactive figures over the static ones. Without this script, or in an old browser, the static ones stay.
(async () => {
  const figures = JSON.parse(document.getElementById("figures").textContent);
  if (!window.DecompressionStream || !Object.keys(figures).length) return;
  const packed = Uint8Array.from(atob(document.getElementById("plotly").textContent), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const library = document.createElement("script");
  library.textContent = await new Response(stream).text();
  document.head.append(library);
  if (!window.Plotly) return;

  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const ink = () => getComputedStyle(document.body).color;
  const settings = { displayModeBar: false, responsive: true, scrollZoom: false, doubleClick: false, showTips: false };
  const drawn = new Set();

  const draw = async (place) => {
    if (drawn.has(place)) return;
    drawn.add(place);
    const figure = figures[place.id.slice(5)];
    const canvas = document.createElement("div");
    canvas.style.height = figure.layout.height + "px";
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", place.dataset.label);
    const still = place.firstElementChild;
    still.hidden = true;
    still.style.display = "none";
    place.append(canvas);
    figure.layout.font.color = ink();
    for (const trace of figure.data) if (trace.textfont) trace.textfont.color = ink();
    await window.Plotly.newPlot(canvas, figure.data, figure.layout, settings);
    place.dataset.drawn = "yes";
  };

  const places = [...document.querySelectorAll(".plot")].filter((place) => place.id.slice(5) in figures);
  const watch = new IntersectionObserver((seen) => {
    for (const one of seen) if (one.isIntersecting) draw(one.target);
  }, { rootMargin: "600px" });
  places.forEach((place) => watch.observe(place));

  const recolour = (colour) => {
    for (const place of drawn) {
      if (place.dataset.drawn) window.Plotly.update(place.lastElementChild, { "textfont.color": colour }, { "font.color": colour });
    }
  };
  dark.addEventListener("change", () => recolour(ink()));
  // Paper takes the static pictures, which follow the colours of the page by themselves.
  const paper = (printing) => {
    for (const place of drawn) {
      place.firstElementChild.style.display = printing ? "" : "none";
      place.lastElementChild.style.display = printing ? "none" : "";
    }
    if (printing) document.querySelectorAll("details").forEach((one) => { one.open = true; });
  };
  window.addEventListener("beforeprint", () => paper(true));
  window.addEventListener("afterprint", () => paper(false));
})();
