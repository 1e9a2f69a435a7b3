// Pages that follow a ledger ask again when it has grown. Without this script a reload does it.
// What somebody is filling in is never taken out of their hands.
"use strict";
if (document.querySelector("[data-live]")) {
  let touched = false;
  document.addEventListener("input", () => { touched = true; });
  const renew = async () => {
    if (touched) return;
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.status === 401 || answer.status === 403) location.reload(); // the code has ended: say so
    if (!answer.ok || touched) return;
    const text = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of ["[data-live]", "body > footer"]) {
      const fresh = text.querySelector(part);
      if (fresh) document.querySelector(part).replaceWith(fresh);
    }
  };
  const follow = () => {
    const shown = document.querySelector("[data-live]");
    const what = shown.querySelector("[data-vote]") || location.pathname === "/vote" ? "scene" : "everything";
    const source = new EventSource(`${shown.dataset.live}?follow=${what}&seen=${shown.dataset.index}`);
    source.addEventListener("message", () => {
      // Phones of a whole hall do not ask in the same instant.
      setTimeout(() => renew().catch(() => {}), what === "scene" ? Math.random() * 1000 : 0);
    });
    source.addEventListener("ended", () => renew().catch(() => {}));
    source.addEventListener("error", () => {
      // A browser comes again by itself where the line breaks, but never after a refusal.
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(() => { renew().catch(() => {}).finally(follow); }, 5000 + Math.random() * 5000);
    });
  };
  follow();
}
for (const form of document.querySelectorAll("form[data-vote]")) {
  form.addEventListener("submit", () => { form.querySelector("button").disabled = true; });
}
