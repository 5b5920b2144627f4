// All of it works without too.
(() => {
  const { wordpress: OLD_LINKS, board: BOARD, isNew: IS_NEW } = document.currentScript.dataset;
  const on = (name, listener, early) => document.addEventListener(name, listener, early);
  const all = (selector, place = document) => Array.from(place.querySelectorAll(selector));
  const byId = id => document.getElementById(id);
  const made = (name, like) => Object.assign(document.createElement(name), like);
  const said = place => place.querySelector(".error-summary, .flagged");

  function unfold(comment) {
    for (let fold = comment; (fold = fold.parentElement.closest("details"));) fold.open = true;
  }
  function bringForward(comment) {
    if (!comment) return;
    unfold(comment);
    comment.classList.add("fresh");
    comment.focus({ preventScroll: true });
    comment.scrollIntoView({ block: "nearest" });
    setTimeout(() => comment.classList.remove("fresh"), 4000);
  }

  // What was written since the last visit, which was over after half an hour, is marked.
  function markNew() {
    const link = document.querySelector(".new-since a");
    if (!link) return;
    const name = "visit:" + BOARD, now = Date.now(), last = kept.get(name) || {};
    const since = now - last.at < 18e5 ? last.since : last.at;
    kept.set(name, { at: now, since });
    const fresh = all(".threads .comment").filter(comment => {
      const time = comment.querySelector("time");
      const at = time && Date.parse(time.dataset.published || time.dateTime);
      return at > since && "#" + comment.id !== location.hash;
    });
    fresh.forEach(comment => {
      const mark = { className: "is-new", textContent: IS_NEW };
      comment.querySelector(".when").prepend(made("b", mark));
    });
    if (!fresh.length) return;
    Object.assign(link, { textContent: fresh.length, href: "#" + fresh[0].id });
    link.parentElement.hidden = false;
  }

  // Keys, which can be switched off, since some people speak to their browser.
  function walk(selector, step) {
    const places = all(selector), here = document.activeElement.closest(selector);
    const beyond = place => step * place.getBoundingClientRect().top > 20;
    const next = here ? places[places.indexOf(here) + step]
      : step > 0 ? places.find(beyond) : places.reverse().find(beyond);
    if (!next) return;
    unfold(next);
    next.focus({ preventScroll: true });
    next.scrollIntoView();
  }
  const THREADS = ".thread > .comment", NEW = ".comment:has(.is-new)", keys = byId("keys");
  const DOES = {
    "?": () => keys.showModal(),
    j: () => walk(THREADS, 1),
    k: () => walk(THREADS, -1),
    n: () => walk(NEW, 1),
  };
  if (keys) {
    const wanted = keys.querySelector("input"), button = document.querySelector(".keys");
    wanted.checked = !kept.get("no keys");
    wanted.addEventListener("change", () => kept.set("no keys", !wanted.checked));
    button.hidden = false;
    button.addEventListener("click", DOES["?"]);
    on("keydown", event => {
      const typing = event.target.closest("input, select, textarea, dialog");
      const other = event.ctrlKey || event.metaKey || event.altKey || !DOES[event.key];
      if (typing || other || !wanted.checked) return;
      event.preventDefault();
      DOES[event.key]();
    });
  }

  // What a guest wants remembered stays in this browser: none of it is sent with a request.
  const parts = form => all(".byline-fields :is(input, select)", form);

  const FIELDS = "input:not([type=hidden], [tabindex]), textarea";

  // A form that came back is left as its author sent it.
  function fillIn(form, byline) {
    if (!byline || said(form.closest(".respond"))) return;
    parts(form).forEach(part => {
      if (!part.value && typeof byline[part.name] === "string") part.value = byline[part.name];
    });
  }
  function offerToRemember(place) {
    if (!kept.set("probe")) return;
    all(".remember", place).forEach(offer => {
      const byline = kept.get("byline");
      offer.querySelector("input").checked = Boolean(byline);
      offer.hidden = false;
      fillIn(offer.closest("form"), byline);
    });
  }
  // What is typed is kept here until it is posted, each reply by what it answers.
  const draftOf = form => `draft:${BOARD}:${form.dataset.answered}`;
  function fillInDrafts(place) {
    all("textarea[name=comment]", place).forEach(field => {
      field.value ||= kept.get(draftOf(field.form)) || "";
    });
  }
  on("input", event => {
    if (event.target.name === "comment") kept.set(draftOf(event.target.form), event.target.value);
  });
  on("submit", event => {
    const form = event.target, box = form.querySelector(".remember:not([hidden]) input");
    if (form.method !== "post") return;
    if (form.ariaBusy) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.ariaBusy = true;
    if (form.elements.comment) kept.set("sent", draftOf(form));
    if (!box) return;
    const byline = parts(form).map(part => [part.name, part.value]);
    kept.set("byline", box.checked && Object.fromEntries(byline));
    offerToRemember(document);
  }, true);

  // A form that was sent says so until it is answered, and is sent once.
  const rest = () => all("form[aria-busy]").forEach(form => form.removeAttribute("aria-busy"));
  on("htmx:afterRequest", rest);
  addEventListener("pageshow", rest);

  // A reply form that is open already keeps what was typed in it.
  on("htmx:beforeRequest", event => {
    const open = event.detail.target.querySelector(".respond textarea");
    if (event.detail.requestConfig.verb !== "get" || !open) return;
    event.preventDefault();
    open.focus();
  });
  // After a reply its thread comes anew. Other forms open in it stay, by the ids of hx-preserve.
  on("htmx:beforeSwap", event => {
    const sent = event.detail.requestConfig.elt.closest(".reply-here");
    if (sent && event.detail.xhr.getResponseHeader("HX-Retarget")) sent.removeAttribute("id");
  });
  // A form that comes back with something to say is listened to; one that opens is typed in.
  on("htmx:load", event => {
    const place = event.detail.elt;
    offerToRemember(place);
    const fields = place.matches(".reply-here > *") ? all(FIELDS, place) : [];
    (said(place) || fields.find(field => !field.value))?.focus();
    fillInDrafts(place);
  });
  on("posted", event => {
    kept.set(kept.get("sent"));
    kept.set("sent");
    bringForward(byId("c" + event.detail.comment));
  });
  on("click", event => {
    const cancel = event.target.closest(".reply-here .cancel");
    if (!cancel) return;
    event.preventDefault();
    cancel.closest(".respond").remove();
    byId(cancel.dataset.replyLink)?.focus();
  });
  // What htmx could not do: a form says so, a link is followed as a page.
  function failed(event) {
    const source = event.detail.elt, sentence = source.querySelector(".send-failed");
    if (sentence) sentence.hidden = false;
    else if (source.href) location.assign(source.href);
  }
  on("htmx:responseError", failed);
  on("htmx:sendError", failed);
  on("keydown", event => {
    const sends = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (sends && event.target.name === "comment") event.target.form.requestSubmit();
  });

  // Nothing of a talk's site is loaded before somebody opens it.
  all(".talk").forEach(talk => talk.addEventListener("toggle", () => {
    const { player: src, title } = talk.dataset, referrerPolicy = "strict-origin";
    const player = made("iframe", { src, title, referrerPolicy, allow: "fullscreen" });
    talk.querySelector("p").replaceWith(player);
  }, { once: true }));

  // What follows "#" reaches no server, so a WordPress link to a comment elsewhere is looked up.
  function followHash() {
    const place = byId(location.hash.slice(1));
    const number = location.hash.match(/^#comment-(\d+)$/)?.[1];
    if (place) unfold(place);
    if (place || !number) return;
    const address = OLD_LINKS.replace(/1\/$/, number + "/");
    fetch(address, { method: "HEAD", redirect: "manual" }).then(answer => {
      if (answer.type === "opaqueredirect") location.replace(address);
    });
  }
  followHash();
  addEventListener("hashchange", followHash);

  offerToRemember(document);
  fillInDrafts(document);
  markNew();
  const told = said(document);
  if (told) told.focus();
  else if (document.querySelector(".posted")) {
    bringForward(byId(location.hash.slice(1)));
  }
})();
