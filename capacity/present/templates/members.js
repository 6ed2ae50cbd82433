"use strict";
// A member reckons for herself: the same sums, in the same order, as members_page/own.py. Nothing leaves the page.
for (const form of document.querySelectorAll("form.own")) {
  const { best, poor, today, more } = JSON.parse(form.dataset.own);
  const typed = (name, otherwise) => {
    const field = form.elements.namedItem(name);
    const value = field ? Number.parseFloat(field.value.replace(",", ".")) : otherwise;
    return Number.isFinite(value) && (value >= 0 || field.type === "range") ? value : 0;
  };
  const written = (value) => {
    const digits = String(Math.round(Math.abs(value))).replace(/\B(?=(\d{3})+$)/g, form.dataset.thousands);
    return value < 0 && digits !== "0" ? `−${digits}` : digits;
  };
  const month = (said, index) => {
    const amount = said.heads * (said.best * best[index] + said.poor * poor[index]) * (1 + said.luck);
    const sold = amount * said.share;
    const price = today[index];
    const without = amount * (price * (1 + said.dearer));
    const found = { sold, today: without };
    more[index].forEach((each, kind) => { found[`with${kind}`] = without + sold * (each - price * said.dearer); });
    return found;
  };
  const reckon = () => {
    const said = {
      heads: typed("heads", 1), best: typed("best", 1), poor: typed("poor", 0),
      share: typed("share", 100) / 100, dearer: typed("dearer", 0) / 100, luck: typed("luck", 0) / 100,
    };
    for (const cell of form.querySelectorAll("[data-line]")) {
      const value = month(said, cell.dataset.month - 1)[cell.dataset.line];
      cell.textContent = written(value);
      cell.dataset.value = value;
    }
    for (const told of form.querySelectorAll("output[data-of]")) {
      const value = typed(told.dataset.of, 0);
      told.textContent = `${value < 0 ? "−" : ""}${Math.abs(value)}${form.dataset.percent}`;
    }
  };
  form.addEventListener("input", reckon);
  form.addEventListener("submit", (event) => event.preventDefault());
  reckon();
  form.closest(".reckon").hidden = false;
}
const folded = () => document.querySelectorAll("details:not([open])");
let opened = [];
addEventListener("beforeprint", () => { opened = [...folded()]; opened.forEach((one) => { one.open = true; }); });
addEventListener("afterprint", () => { opened.forEach((one) => { one.open = false; }); opened = []; });
