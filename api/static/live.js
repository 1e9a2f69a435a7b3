// Pages that follow a ledger ask again when it has grown. Without this script a reload does it.
// What somebody is filling in is never taken out of their hands.
"use strict";
const live = document.querySelector("[data-live]");
if (live) {
  let touched = false;
  document.addEventListener("input", () => { touched = true; });
  const follow = live.querySelector("[data-vote]") || location.pathname === "/vote" ? "scene" : "everything";
  const source = new EventSource(`${live.dataset.live}?follow=${follow}&seen=${live.dataset.index}`);
  const renew = async () => {
    if (touched) return;
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.status === 401) location.reload(); // the code has ended: say so
    if (!answer.ok || touched) return;
    const text = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of ["[data-live]", "body > footer"]) {
      const fresh = text.querySelector(part);
      if (fresh) document.querySelector(part).replaceWith(fresh);
    }
  };
  source.addEventListener("message", () => {
    // Phones of a whole hall do not ask in the same instant.
    setTimeout(() => renew().catch(() => {}), follow === "scene" ? Math.random() * 1000 : 0);
  });
}
for (const form of document.querySelectorAll("form[data-vote]")) {
  form.addEventListener("submit", () => { form.querySelector("button").disabled = true; });
}
