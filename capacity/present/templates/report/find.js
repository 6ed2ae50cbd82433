// Searches the page: every place whose own text contains the word, in any case; the one looked at is unfolded.
(() => {
  const form = document.querySelector(".find");
  if (!form) return;
  const [field, said] = [form.querySelector("input"), form.querySelector("output")];
  const SKIPPED = "script, style, svg, nav, .find, .plot, [hidden]";
  const plain = (text) => text.normalize("NFC").toLowerCase().replace(/[\u2060\u00ad]/g, "").replace(/ё/g, "е").replace(/\s+/g, " ");
  let [word, hits, at] = ["", [], -1];

  const places = (wanted) => [...document.querySelectorAll("main *")].filter((one) => {
    if (![...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) return false;
    const own = [...one.childNodes].map((node) => (node.nodeType === 3 ? node.data : " ")).join("");
    return plain(own).includes(wanted) && !one.closest(SKIPPED);
  });
  const clear = () => document.querySelector(".here")?.classList.remove("here");
  const tell = () => {
    const shown = hits.length ? form.dataset.of.replace("{n}", at + 1).replace("{all}", hits.length) : form.dataset.none;
    said.textContent = word ? shown : "";
    form.classList.toggle("active", Boolean(word));
  };
  const look = () => {
    const wanted = plain(field.value).trim();
    if (wanted === word) return false;
    clear();
    [word, hits, at] = [wanted, wanted.length > 1 ? places(wanted) : [], -1];
    return true;
  };
  const go = (step) => {
    if (look() && step < 0) at = 0;
    if (hits.length) {
      clear();
      at = (at + step + hits.length) % hits.length;
      for (let one = hits[at]; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
      hits[at].classList.add("here");
      hits[at].scrollIntoView({ block: "center" });
    }
    tell();
  };
  form.hidden = false;
  form.addEventListener("submit", (event) => { event.preventDefault(); go(1); });
  form.querySelector(".back").addEventListener("click", () => go(-1));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.shiftKey) { event.preventDefault(); go(-1); }
    if (event.key === "Escape") { field.value = ""; look(); tell(); }
  });
  field.addEventListener("input", () => { if (!field.value) { look(); tell(); } });
})();
