// Letting go of the slider shows that moment at once; without this script a button does.
"use strict";
for (const slider of document.querySelectorAll("[data-moment]")) {
  slider.addEventListener("change", () => slider.form.requestSubmit());
}
