/* Small comforts. Every page works without this file. */
(function () {
  "use strict";

  function ready() {
    var summary = document.getElementById("error-summary");
    if (summary) { summary.focus(); }
  }

  // Print: with scripts the dialog opens, without them the reader prints the page as it stands.
  document.addEventListener("click", function (event) {
    var link = event.target.closest("[data-print]");
    if (link) { event.preventDefault(); window.print(); }
  });

  // A region that htmx swapped is announced, if it says what it shows.
  document.addEventListener("htmx:afterSwap", function (event) {
    var named = event.target.closest("[data-spoken]") || event.target.querySelector("[data-spoken]");
    var spoken = document.getElementById("spoken");
    if (named && spoken) { spoken.textContent = named.getAttribute("data-spoken"); }
    ready();
  });

  // "/" goes to search, "g" and a letter to a page; only where the page says that this browser is one's own.
  var waiting = false;
  document.addEventListener("keydown", function (event) {
    if (!document.body.hasAttribute("data-keys") || event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.target.closest("input, textarea, select, [contenteditable]")) { return; }
    if (event.key === "/") {
      var search = document.querySelector(".tools a[href^='/search']");
      if (search) { event.preventDefault(); search.click(); }
    } else if (waiting) {
      var to = { h: "/", k: "/compare", e: "/experiences", d: "/data" }[event.key];
      if (to) { window.location.assign(to); }
      waiting = false;
    } else if (event.key === "g") {
      waiting = true;
      window.setTimeout(function () { waiting = false; }, 1500);
    }
  });

  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", ready); } else { ready(); }
})();
