// A QR code carries the personal code behind the #, which no server and no log ever sees.
"use strict";
const joining = document.querySelector("form[data-join]");
if (joining && location.hash.length > 1) {
  joining.elements.code.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
}
