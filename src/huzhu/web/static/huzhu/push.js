/* Notices on this device: asks the browser, and hands what it says to the house with the page's own form. */
(function () {
  "use strict";
  var place = document.getElementById("here");
  if (!place) { return; }
  var form = place.querySelector("form"), worker = place.getAttribute("data-worker"), key = place.getAttribute("data-key");

  function show(state) {
    place.querySelectorAll("[data-when]").forEach(function (each) {
      each.hidden = each.getAttribute("data-when").split(" ").indexOf(state) === -1;
    });
  }

  function bytes(text) {
    var raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(raw, function (sign) { return sign.charCodeAt(0); });
  }

  function packed(buffer) {
    return btoa(String.fromCharCode.apply(null, new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function registered() {
    return navigator.serviceWorker.register(worker, { scope: "/" }).then(function () { return navigator.serviceWorker.ready; });
  }

  function held() {
    return navigator.serviceWorker.getRegistration("/").then(function (there) {
      return there ? there.pushManager.getSubscription() : null;
    });
  }

  // One made for another key (the house was set up anew) would never get anything.
  function subscribed(there) {
    return there.pushManager.getSubscription().then(function (old) {
      if (old && old.options.applicationServerKey && packed(old.options.applicationServerKey) === key) { return old; }
      var gone = old ? old.unsubscribe() : Promise.resolve();
      return gone.then(function () {
        return there.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
      });
    });
  }

  function look() {
    if (!window.isSecureContext) { show("insecure"); return; }
    if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) {
      show(/iPhone|iPad/.test(navigator.userAgent) && !navigator.standalone ? "home" : "unable");
      return;
    }
    if (Notification.permission === "denied") { show("denied"); return; }
    held().then(function (found) { show(found && place.hasAttribute("data-on") ? "on" : "off"); }).catch(function () { show("unable"); });
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    Notification.requestPermission().then(function (answer) {
      if (answer !== "granted") { show(answer === "denied" ? "denied" : "off"); return null; }
      return registered().then(subscribed).then(function (made) {
        form.elements.endpoint.value = made.endpoint;
        form.elements.p256dh.value = packed(made.getKey("p256dh"));
        form.elements.auth.value = packed(made.getKey("auth"));
        form.submit();
      });
    }).catch(function () { show("failed"); });
  });

  document.addEventListener("submit", function (event) {
    var off = event.target;
    if (!off.hasAttribute("data-device-off") || off.dataset.done || !navigator.serviceWorker) { return; }
    event.preventDefault();
    off.dataset.done = "1";
    held().then(function (found) { return found && found.unsubscribe(); }).catch(function () { }).then(function () { off.submit(); });
  });

  look();
})();
