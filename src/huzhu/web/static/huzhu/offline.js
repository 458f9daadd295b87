/*
 * A card written without a network is kept on this phone and goes out by itself, once.
 *
 * The form is sent from here, so that a lost network loses nothing that was typed. What cannot be sent is kept in the
 * browser's own store under the key the form carries; the same key goes out with every attempt, and the house takes a
 * card with one key once (huzhu.web.receipts). Without scripts the form is sent as any other.
 */
(function () {
  "use strict";

  var script = document.currentScript;
  var person = script.getAttribute("data-person");
  var STORE = "cards";

  function open() {
    return new Promise(function (resolve, reject) {
      var request = indexedDB.open("huzhu", 1);
      request.onupgradeneeded = function () { request.result.createObjectStore(STORE, { keyPath: "key" }); };
      request.onsuccess = function () { resolve(request.result); };
      request.onerror = function () { reject(request.error); };
    });
  }

  function inStore(mode, act) {
    return open().then(function (store) {
      return new Promise(function (resolve, reject) {
        var work = store.transaction(STORE, mode);
        var request = act(work.objectStore(STORE));
        work.oncomplete = function () { store.close(); resolve(request && request.result); };
        work.onerror = work.onabort = function () { store.close(); reject(work.error); };
      });
    });
  }

  function keep(card) { return inStore("readwrite", function (cards) { return cards.put(card); }); }
  function forget(key) { return inStore("readwrite", function (cards) { return cards.delete(key); }); }
  function kept() { return inStore("readonly", function (cards) { return cards.getAll(); }); }

  function newKey() {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.prototype.map.call(bytes, function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
  }

  function csrf() {
    var found = document.cookie.match(/(?:^|; )csrftoken=([^;]*)/);
    return found ? decodeURIComponent(found[1]) : "";
  }

  function say(word, count, address) {
    var line = document.getElementById("kept");
    if (!line) { return; }
    line.textContent = (line.getAttribute("data-" + word) || "").replace("{count}", count);
    if (address) {
      var link = document.createElement("a");
      link.href = address;
      link.textContent = line.getAttribute("data-open");
      line.append(" ", link);
    }
    line.hidden = !line.textContent;
  }

  function sayKept() {
    return kept().then(function (cards) {
      if (!cards.length) { return; }
      var own = cards.filter(function (card) { return card.person === person; });
      if (!own.length) { say("stranger"); return; }
      if (own.some(function (card) { return card.refused; })) { say("refused", 0, "/cards/new?kept=" + own.find(function (card) { return card.refused; }).key); return; }
      say(own.length === 1 ? "one" : "several", own.length);
    });
  }

  function bodyOf(fields) {
    var body = new FormData();
    fields.forEach(function (field) {
      if (field[0] === "csrfmiddlewaretoken") { return; }
      if (field[1] instanceof Blob) { body.append(field[0], field[1], field[2] || "photo"); } else { body.append(field[0], field[1]); }
    });
    return body;
  }

  function post(action, fields, key) {
    return fetch(action, {
      method: "POST", body: bodyOf(fields), credentials: "same-origin",
      headers: { "X-CSRFToken": csrf(), "Idempotency-Key": key }
    });
  }

  function isSignIn(answer) { return answer.url.indexOf("/accounts/login") !== -1; }

  // What waits goes out one after the other; one tab at a time where the browser can say so.
  function sendKept() {
    if (navigator.locks) { return navigator.locks.request("huzhu-cards", sendAll); }
    return sendAll();
  }

  function sendAll() {
    return kept().then(function (cards) {
      return cards.filter(function (card) { return card.person === person && !card.refused; }).reduce(function (before, card) {
        return before.then(function () { return sendOne(card); });
      }, Promise.resolve());
    });
  }

  function sendOne(card) {
    return post(card.action, card.fields, card.key).then(function (answer) {
      if (isSignIn(answer) || answer.status === 403 || answer.status >= 500) { return null; }
      if (answer.ok && answer.redirected) {
        return forget(card.key).then(function () { say("sent", 0, new URL(answer.url).pathname); });
      }
      card.refused = true;
      return keep(card);
    });
  }

  function fieldsOf(form, button) {
    var fields = [];
    new FormData(form).forEach(function (value, name) {
      if (value instanceof Blob) { if (value.size) { fields.push([name, value, value.name]); } } else { fields.push([name, value]); }
    });
    if (button && button.name) { fields.push([button.name, button.value]); }
    return fields;
  }

  function showAnswer(answer) {
    return answer.text().then(function (text) {
      var page = new DOMParser().parseFromString(text, "text/html");
      document.title = page.title;
      document.getElementById("main").replaceWith(page.getElementById("main"));
      if (window.htmx) { window.htmx.process(document.getElementById("main")); }
      var summary = document.getElementById("error-summary");
      if (summary) { summary.focus(); }
    });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.matches("form[data-offline]") || !window.indexedDB || !window.fetch) { return; }
    event.preventDefault();
    if (form.dataset.sending) { return; }
    form.dataset.sending = "1";
    var key = form.elements.form_key.value;
    var fields = fieldsOf(form, event.submitter);
    var action = new URL(form.getAttribute("action") || location.pathname, location.href).pathname;
    post(action, fields, key).then(function (answer) {
      delete form.dataset.sending;
      if (answer.ok && answer.redirected && !isSignIn(answer)) { return forget(key).then(function () { location.assign(answer.url); }); }
      if (isSignIn(answer) || answer.status === 403 || answer.status >= 500) { throw new Error("not now"); }
      return showAnswer(answer);
    }).catch(function () {
      return keep({ key: key, person: person, action: action, fields: fields, at: Date.now() }).then(function () {
        delete form.dataset.sending;
        form.reset();
        form.elements.form_key.value = newKey();
        sayKept();
        document.getElementById("kept").scrollIntoView({ block: "center" });
      });
    });
  });

  // A card that was not taken comes back into the form, to be mended and sent again under its key.
  function bringBack() {
    var wanted = new URLSearchParams(location.search).get("kept");
    var form = document.querySelector("form[data-offline]");
    if (!wanted || !form) { return; }
    kept().then(function (cards) {
      var card = cards.find(function (each) { return each.key === wanted && each.person === person; });
      if (!card) { return; }
      card.fields.forEach(function (field) {
        var input = form.elements[field[0]];
        if (!input || field[0] === "csrfmiddlewaretoken" || field[1] instanceof Blob) { return; }
        if (input instanceof RadioNodeList) {
          Array.prototype.forEach.call(input, function (each) { if (each.value === field[1]) { each.checked = true; } });
        } else if (input.type === "select-multiple") {
          Array.prototype.forEach.call(input.options, function (each) { if (each.value === field[1]) { each.selected = true; } });
        } else if (input.type !== "checkbox" && input.type !== "file") { input.value = field[1]; }
      });
    });
  }

  // A page from the phone's own store may be shown twice: each form gets a key of its own.
  function freshKey() {
    var form = document.querySelector("form[data-offline]");
    var wanted = new URLSearchParams(location.search).get("kept");
    if (form && form.elements.form_key && !document.getElementById("error-summary")) { form.elements.form_key.value = wanted || newKey(); }
  }

  function begin() {
    if (!window.indexedDB) { return; }
    freshKey();
    bringBack();
    sayKept().then(sendKept).then(sayKept).catch(function () { });
  }

  window.addEventListener("online", function () { sendKept().catch(function () { }); });
  window.setInterval(function () { sendKept().catch(function () { }); }, 60000);
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register(script.getAttribute("data-worker"), { scope: "/" }).catch(function () { });
  }
  begin();
})();
