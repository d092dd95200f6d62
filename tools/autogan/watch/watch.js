"use strict";
(() => {
  const top = document.getElementById("top");
  const connection = document.getElementById("connection");
  const changed = document.getElementById("changed");
  const main = document.querySelector("main");
  const silence = 40000; // ms after which the server counts as gone; it speaks every 15 s
  const pause = 5000; // ms between two tries to reach it
  let version = top.dataset.version, source, heard;

  // morph makes an element equal to another one by changing only what differs: what
  // the reader has opened, scrolled or focused stays as it is.
  const morph = (old, fresh) => {
    if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) {
      old.replaceWith(fresh);
      return;
    }
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.data !== fresh.data) old.data = fresh.data;
      return;
    }
    for (const { name } of [...old.attributes]) {
      if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
    }
    for (const { name, value } of fresh.attributes) {
      if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    const children = [...fresh.childNodes];
    while (old.childNodes.length > children.length) old.lastChild.remove();
    children.forEach((child, i) => (i < old.childNodes.length ? morph(old.childNodes[i], child) : old.append(child)));
  };

  const apply = (update) => {
    document.title = update.title + " · autogan";
    for (const element of [...main.children]) {
      if (!update.order.includes(element.id)) element.remove();
    }
    for (const { id, html } of update.blocks) {
      const template = document.createElement("template");
      template.innerHTML = html;
      const fresh = document.importNode(template.content, true).firstElementChild;
      const old = document.getElementById(id);
      if (old) morph(old, fresh);
      else main.append(fresh);
    }
    update.order.forEach((id, i) => {
      if (main.children[i].id !== id) main.insertBefore(document.getElementById(id), main.children[i]);
    });
    changed.textContent = "changed " + new Date().toLocaleTimeString();
  };

  const say = (text) => {
    if (connection.textContent !== text) connection.textContent = text;
  };

  const hear = () => {
    heard = Date.now();
    say("live");
  };

  const connect = () => {
    source?.close();
    heard = Date.now();
    source = new EventSource(top.dataset.events + "?since=" + encodeURIComponent(version));
    source.addEventListener("beat", hear);
    source.addEventListener("page", (event) => {
      hear();
      apply(JSON.parse(event.data));
      version = event.lastEventId;
    });
    source.onerror = () => say("not connected: is autogan watch still there? trying again …");
  };

  // The browser connects again after a broken connection, but not after a refusal,
  // nor when it does not notice that a sleeping machine has lost it.
  const check = () => {
    if (source.readyState === EventSource.CLOSED || Date.now() - heard > silence) connect();
  };

  connect();
  setInterval(check, pause);
  for (const name of ["visibilitychange", "online", "pageshow"]) window.addEventListener(name, check);
})();
