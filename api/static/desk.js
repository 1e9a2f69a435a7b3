// The desk with script: a refusal is shown beside its form and nothing typed is lost; a block of
// cells copied from a spreadsheet is pasted over a sheet; Enter goes down a column.
"use strict";
for (const form of document.querySelectorAll("form[data-act]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    const note = form.querySelector(".refused");
    const body = form.enctype === "multipart/form-data" ? new FormData(form) : new URLSearchParams(new FormData(form));
    button.disabled = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/problem+json" } });
      if (answer.ok) {
        location.href = answer.url;
        if (answer.url.includes("#")) location.reload();
        return;
      }
      note.textContent = (await answer.json()).detail;
    } catch {
      note.textContent = document.body.dataset.offline || "…";
    }
    note.hidden = false;
    button.disabled = false;
  });
}
for (const sheet of document.querySelectorAll("[data-sheet]")) {
  const cells = () => [...sheet.tBodies[0].rows].map((row) => [...row.querySelectorAll("td input:not([type=hidden]), td select")]).filter((row) => row.length);
  const place = (cell) => {
    for (const [y, row] of cells().entries()) {
      const x = row.indexOf(cell);
      if (x >= 0) return [y, x];
    }
    return null;
  };
  sheet.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    const at = place(event.target);
    if (!at || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const rows = cells();
    for (const [dy, line] of text.replace(/\r?\n$/, "").split(/\r?\n/).entries()) {
      for (const [dx, value] of line.split("\t").entries()) {
        const cell = rows[at[0] + dy]?.[at[1] + dx];
        if (cell) cell.value = value.trim();
      }
    }
  });
  sheet.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
    const at = place(event.target);
    const next = at && cells()[at[0] + (event.shiftKey ? -1 : 1)]?.[at[1]];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });
}
