/* What is told while a page is open appears on it. Without this file it appears on the next page. */
(function () {
  "use strict";
  var box = document.getElementById("live");
  if (!box || !window.EventSource) { return; }
  var link = box.querySelector("a"), more = box.querySelector("[data-more]"), away = box.querySelector("button");
  var last = box.getAttribute("data-since"), source = null, shown = [];

  function show(told) {
    shown = shown.filter(function (each) { return each.about !== told.about; });
    shown.unshift(told);
    shown.sort(function (a, b) { return (b.danger ? 1 : 0) - (a.danger ? 1 : 0); });
    link.textContent = shown[0].text;
    link.setAttribute("href", shown[0].address);
    box.classList.toggle("live--danger", shown[0].danger);
    more.textContent = shown.length > 1 ? more.getAttribute("data-more").replace("{count}", shown.length - 1) : "";
    box.hidden = false;
  }

  // A hidden page lets go of its line, so that many open pages do not take all that a browser gives to one address.
  function listen() {
    if (source || document.hidden) { return; }
    source = new EventSource("/events?after=" + encodeURIComponent(last));
    source.addEventListener("told", function (event) {
      last = event.lastEventId || last;
      show(JSON.parse(event.data));
    });
    source.onerror = function () {
      if (source && source.readyState === EventSource.CLOSED) { source = null; window.setTimeout(listen, 15000); }
    };
  }

  function rest() { if (source) { source.close(); source = null; } }

  away.addEventListener("click", function () { box.hidden = true; shown = []; });
  document.addEventListener("visibilitychange", function () { if (document.hidden) { rest(); } else { listen(); } });
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", listen);
  listen();
})();
