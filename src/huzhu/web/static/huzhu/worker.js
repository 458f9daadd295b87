/*
 * Without a network: the form to ask for help opens from the phone's own store, and a plain page says what is kept.
 * Everything else goes to the house as always; nothing that the house says is kept but this form and what it looks like.
 * And what the house tells this device, where its person has switched that on, is shown.
 */
"use strict";

const STORE = "huzhu-1";
const FORM = "/cards/new";

self.addEventListener("install", function () { self.skipWaiting(); });

self.addEventListener("activate", function (event) {
  event.waitUntil(
    caches.keys()
      .then(function (names) { return Promise.all(names.filter(function (name) { return name !== STORE; }).map(function (name) { return caches.delete(name); })); })
      .then(function () { return self.clients.claim(); })
      .then(keepForm)
  );
});

async function keepForm() {
  try {
    const answer = await fetch(FORM, { credentials: "same-origin" });
    if (answer.ok && !answer.redirected) { await keep(FORM, answer); }
  } catch (lost) { /* next time */ }
}

async function keep(address, answer) {
  const store = await caches.open(STORE);
  const text = await answer.clone().text();
  await store.put(address, answer);
  const looks = [...text.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map(function (found) { return found[1]; });
  await Promise.all(looks.map(async function (look) {
    if (!(await store.match(look))) { try { await store.add(look); } catch (lost) { /* only looks */ } }
  }));
}

self.addEventListener("fetch", function (event) {
  const request = event.request;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) { return; }
  if (request.mode === "navigate") { event.respondWith(page(request, address)); return; }
  if (address.pathname.startsWith("/static/")) {
    event.respondWith(fetch(request).catch(async function () {
      return (await caches.match(address.pathname)) || Response.error();
    }));
  }
});

async function page(request, address) {
  try {
    const answer = await fetch(request);
    if (address.pathname === FORM && !address.search && answer.ok && !answer.redirected) { await keep(FORM, answer.clone()); }
    // Who signs out takes the form along: it names a person.
    if (address.pathname.startsWith("/accounts/log")) { await (await caches.open(STORE)).delete(FORM); }
    return answer;
  } catch (lost) {
    const form = await caches.match(FORM);
    if (form) { return address.pathname === FORM ? form : Response.redirect(FORM); }
    return Response.error();
  }
}

/* What the house tells this device, also while no page is open. The same message twice is shown once, by its tag. */
self.addEventListener("push", function (event) {
  let said = {};
  try { said = event.data.json(); } catch (unreadable) { /* a browser wants something shown for each */ }
  event.waitUntil(self.registration.showNotification(said.title || "互助 Huzhu", {
    body: said.text || "",
    lang: said.language || "",
    tag: said.id || "huzhu",
    icon: "/static/huzhu/icon-192.png",
    requireInteraction: said.urgency === "danger",
    data: { address: said.address || "/notices" }
  }));
});

self.addEventListener("notificationclick", function (event) {
  event.notification.close();
  const address = new URL(event.notification.data.address, self.location.origin);
  if (address.origin !== self.location.origin) { return; }
  event.waitUntil(self.clients.matchAll({ type: "window", includeUncontrolled: true }).then(async function (pages) {
    const same = pages.find(function (page) { return page.url === address.href; });
    if (same) { return same.focus(); }
    return self.clients.openWindow(address.href);
  }));
});
