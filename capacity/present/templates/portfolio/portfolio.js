// Sorts and searches the tables of a portfolio, and puts two clusters side by side; all of it from the page itself.
(() => {
  const language = document.documentElement.lang;
  const tables = [...document.querySelectorAll("section table:not(#pair)")];
  const nameOf = (row) => (row.cells[0].querySelector("a") ?? row.cells[0].firstChild)?.textContent ?? "";
  const scale = (text) => (/billion|млрд|миллиард/.test(text) ? 1e9 : /million|млн|миллион/.test(text) ? 1e6 : 1);
  const size = (text) => {
    const plain = text.replace(/[\s\u00a0\u202f\u2060]/g, "").replace(/−/g, "-");
    const found = plain.match(language === "en" ? /-?[\d,]+(\.\d+)?/ : /-?\d+(,\d+)?/);
    if (!found) return NaN;
    const number = language === "en" ? found[0].replaceAll(",", "") : found[0].replace(",", ".");
    return Number(number) * scale(plain);
  };

  const sort = (table, column, down) => {
    const rows = [...table.tBodies[0].rows];
    const keyed = rows.map((row) => [row, row.cells[column].textContent, size(row.cells[column].textContent)]);
    const numbers = keyed.some(([, , number]) => !Number.isNaN(number)) && column > 0;
    const order = ([, a, x], [, b, y]) => {
      if (!numbers) return a.localeCompare(b, language);
      if (Number.isNaN(x) || Number.isNaN(y)) return (down ? -1 : 1) * (Number.isNaN(x) - Number.isNaN(y));
      return x - y;
    };
    keyed.sort((one, other) => (down ? -1 : 1) * order(one, other));
    table.tBodies[0].append(...keyed.map(([row]) => row));
    [...table.tHead.rows[0].cells].forEach((head, index) => {
      head.setAttribute("aria-sort", index === column ? (down ? "descending" : "ascending") : "none");
    });
  };

  for (const table of tables.filter((one) => one.tBodies[0].rows.length > 1)) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => sort(table, column, head.getAttribute("aria-sort") === "ascending"));
    });
    if (table.classList.contains("stacks")) {
      const by = document.createElement("select");
      by.className = "sort";
      by.setAttribute("aria-label", table.caption.textContent);
      const heads = [...table.tHead.rows[0].cells].map((head) => head.textContent);
      by.append(new Option("▲▼", ""), ...["▲", "▼"].flatMap((mark, down) => heads.map((head, column) => new Option(`${head} ${mark}`, `${column},${down}`))));
      by.options[0].disabled = true;
      by.addEventListener("change", () => sort(table, ...by.value.split(",").map(Number)));
      table.parentElement.before(by);
    }
    if (table.tBodies[0].rows.length < 10) continue;
    const find = document.createElement("input");
    find.type = "search";
    find.className = "find";
    find.placeholder = "🔍";
    find.setAttribute("aria-label", table.caption.textContent);
    find.addEventListener("input", () => {
      const wanted = find.value.toLowerCase();
      for (const row of table.tBodies[0].rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    });
    table.parentElement.before(find);
  }
  const first = tables[0]?.closest("details");
  if (first) first.open = true;

  const pair = document.getElementById("pair");
  const chosen = [...document.querySelectorAll(".pair select")];
  const named = tables.filter((table) => table.querySelector("tbody th") && !table.closest("figure"));
  const names = tables.length ? [...new Set([...tables[0].tBodies[0].rows].map(nameOf))] : [];
  if (!pair || names.length < 2) return;
  const side = () => {
    const rows = [];
    for (const table of named) {
      const of = (name) => [...table.tBodies[0].rows].find((row) => nameOf(row) === name);
      const both = chosen.map((one) => of(one.value));
      if (both.some((row) => !row)) continue;
      [...table.tHead.rows[0].cells].slice(1).forEach((head, column) => {
        const texts = both.map((row) => row.cells[column + 1].textContent);
        if (texts.some((text) => text !== "–")) rows.push([head.textContent, ...texts]);
      });
    }
    const line = (texts, kind) => {
      const row = document.createElement("tr");
      row.append(...texts.map((text, index) => {
        const cell = document.createElement(index && kind === "td" ? "td" : "th");
        if (kind === "th" || !index) cell.scope = kind === "th" ? "col" : "row";
        cell.textContent = text;
        return cell;
      }));
      return row;
    };
    pair.tHead.replaceChildren(line(["", ...chosen.map((one) => one.value)], "th"));
    pair.tBodies[0].replaceChildren(...rows.map((row) => line(row, "td")));
  };
  chosen.forEach((one, index) => {
    one.append(...names.map((name) => new Option(name, name)));
    one.selectedIndex = index;
    one.addEventListener("change", side);
  });
  document.querySelector(".pair").hidden = pair.hidden = false;
  side();
})();
