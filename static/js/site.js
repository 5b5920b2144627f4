// All works without. This runs before anything is seen.
const { wordpress, board, isNew } = document.currentScript.dataset;
const on = (name, listener, how) => document.addEventListener(name, listener, how);
const one = (selector, place = document) => place.querySelector(selector);
const all = (selector, place = document) => [...place.querySelectorAll(selector)];
const byId = id => document.getElementById(id);
// What this browser alone keeps.
const kept = {
  get(name) {
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch { return null; }
  },
  // False where it may not.
  set(name, what) {
    try {
      if (what) localStorage.setItem(name, JSON.stringify(what));
      else localStorage.removeItem(name);
      return true;
    } catch { return false; }
  },
};
function arrived(draft = true) {
  if (draft) kept.set(kept.get("sent"));
  kept.set("sent");
}
if (kept.set("probe", 0)) {
  const root = document.documentElement, unseen = new CSSStyleSheet();
  const AWAY = "offers put away";
  const away = () => [].concat(kept.get(AWAY) || []).filter(id => /^offer-\d+$/.test(id));
  const putAway = () => unseen.replaceSync(
    away().map(id => `#${id}:has(.dismiss) { display: none }`).join("")
  );

  root.dataset.theme = kept.get("theme") || "";
  putAway();
  document.adoptedStyleSheets = [unseen];
  // What was sent has arrived where a page says so.
  on("readystatechange", () => arrived(one(".arrived")), { once: true });
  on("DOMContentLoaded", () => {
    const theme = byId("theme");
    theme.value = root.dataset.theme;
    theme.closest("p").hidden = false;
    theme.onchange = () => kept.set("theme", root.dataset.theme = theme.value);
    all(".dismiss").forEach(button => {
      button.hidden = false;
      button.onclick = () => {
        kept.set(AWAY, [...away(), button.closest(".offer").id]);
        putAway();
        byId("main").focus();
      };
    });
  });
}
function startBoard() {
  const made = (name, like) => Object.assign(document.createElement(name), like);
  const said = place => one(".error-summary, .flagged", place);

  function unfold(place) {
    for (let fold = place; (fold = fold.parentElement.closest("details"));) fold.open = true;
  }
  function goTo(place, how) {
    unfold(place);
    place.focus({ preventScroll: true });
    place.scrollIntoView(how);
  }
  function bringForward(place) {
    if (!place) return;
    place.classList.add("fresh");
    goTo(place, { block: "nearest" });
    setTimeout(() => place.classList.remove("fresh"), 4000);
  }

  // What came since the last visit, over after half an hour, is marked.
  function markNew() {
    const link = one(".new-since a");
    if (!link) return;
    const name = "visit:" + board, now = Date.now(), last = kept.get(name) || {};
    const since = now - last.at < 18e5 ? last.since : last.at;
    kept.set(name, { at: now, since });
    const place = time => "#" + time.closest(".comment").id;
    const fresh = all(".threads time").filter(time => {
      const at = Date.parse(time.dataset.published || time.dateTime);
      return at > since && place(time) !== location.hash;
    });
    if (!fresh.length) return;
    fresh.forEach(time => {
      time.parentElement.before(made("b", { className: "is-new", textContent: isNew }));
    });
    Object.assign(link, { textContent: fresh.length, href: place(fresh[0]) });
    link.parentElement.hidden = false;
  }

  // Keys can be switched off: some people speak to their browser.
  function walk(selector, step) {
    const places = all(selector), here = document.activeElement.closest(selector);
    const beyond = place => step * place.getBoundingClientRect().top > 20;
    const next = here ? places[places.indexOf(here) + step]
      : step > 0 ? places.find(beyond) : places.findLast(beyond);
    if (next) goTo(next);
  }
  const keys = byId("keys");
  const does = {
    "?": () => keys.showModal(),
    j: () => walk(".thread > .comment", 1),
    k: () => walk(".thread > .comment", -1),
    n: () => walk(".comment:has(.is-new)", 1),
  };
  if (keys) {
    const wanted = one("input", keys), button = one(".keys");
    wanted.checked = !kept.get("no keys");
    wanted.onchange = () => kept.set("no keys", !wanted.checked);
    button.hidden = false;
    button.onclick = does["?"];
    on("keydown", event => {
      const typing = event.target.closest("input, select, textarea, dialog");
      const other = event.ctrlKey || event.metaKey || event.altKey || !does[event.key];
      if (typing || other || !wanted.checked) return;
      event.preventDefault();
      does[event.key]();
    });
  }

  // What a guest wants remembered stays in this browser.
  const parts = form => all(".byline-fields :is(input, select)", form);

  function offerToRemember(place) {
    if (!kept.set("probe")) return;
    all(".remember", place).forEach(offer => {
      const byline = kept.get("byline"), form = offer.closest("form");
      one("input", offer).checked = !!byline;
      offer.hidden = false;
      // One that came back is left as it was sent.
      if (!byline || said(form.closest(".respond"))) return;
      parts(form).forEach(part => {
        if (typeof byline[part.name] === "string") part.value ||= byline[part.name];
      });
    });
  }
  // What is typed is kept until it is posted, by what it answers.
  const draftOf = form => `draft:${board}:${form.dataset.answered}`;
  function fillInDrafts(place) {
    all("textarea[name=comment]", place)
      .forEach(field => field.value ||= kept.get(draftOf(field.form)) || "");
  }
  on("input", ({ target }) => {
    if (target.name === "comment") kept.set(draftOf(target.form), target.value);
  });
  on("submit", event => {
    const form = event.target, box = one(".remember:not([hidden]) input", form);
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

  // Heard alone, a comment or link says whose it is.
  function nameComments(place) {
    all(".byline", place).forEach(byline => {
      const comment = byline.parentElement, name = one("b", byline).textContent;
      comment.ariaLabel = byline.textContent;
      all(".report", comment).forEach(link => link.ariaLabel = `${link.text}: ${name}`);
    });
  }

  // A form that was sent says so until it is answered, and is sent once.
  const rest = () => all("form[aria-busy]").forEach(form => form.removeAttribute("aria-busy"));
  on("htmx:afterRequest", rest);
  addEventListener("pageshow", rest);

  // A reply form opens beneath what it answers, once.
  on("click", event => {
    const source = event.target.closest(".actions .reply");
    if (!source || !self.htmx || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const id = "reply-to-" + source.closest(".comment").id, open = byId(id);
    if (open) return one("textarea", open)?.focus();
    const target = made("div", { id, className: "reply-here" });
    source.parentElement.after(target);
    htmx.ajax("GET", source.href, { source, target });
  });
  // After a reply its thread comes anew. Forms open in it stay, by hx-preserve.
  on("htmx:beforeSwap", ({ detail: { requestConfig, xhr } }) => {
    const sent = requestConfig.elt.closest(".reply-here");
    if (sent && xhr.getResponseHeader("HX-Retarget")) sent.removeAttribute("id");
  });
  // A form with something to say is heard; one that opens is typed in.
  on("htmx:load", ({ detail: { elt: place } }) => {
    all(".reply-here:empty", place).forEach(each => each.remove());
    nameComments(place);
    offerToRemember(place);
    const fields = all(
      ".reply-here > :scope :is(input:not([type=hidden], [tabindex]), textarea)", place
    );
    (said(place) || fields.find(each => !each.value))?.focus();
    fillInDrafts(place);
  });
  on("posted", ({ detail }) => {
    arrived();
    bringForward(byId("c" + detail.comment));
  });
  on("click", event => {
    const cancel = event.target.closest(".reply-here .cancel");
    if (!cancel) return;
    event.preventDefault();
    const place = cancel.closest(".reply-here");
    place.previousElementSibling.firstElementChild.focus();
    place.remove();
  });
  // Where htmx fails a form says so, a link is followed.
  function failed({ detail: { elt: source, target } }) {
    const words = one(".send-failed", source);
    if (words) words.hidden = false;
    if (!source.href) return;
    target.remove();
    location.assign(source.href);
  }
  on("htmx:responseError", failed);
  on("htmx:sendError", failed);
  on("keydown", event => {
    const sends = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (sends && event.target.name === "comment") event.target.form.requestSubmit();
  });

  // Nothing of a talk's site is loaded before it is opened.
  all(".talk").forEach(talk => talk.ontoggle = () => {
    const { player: src, title } = talk.dataset;
    const like = { src, title, referrerPolicy: "strict-origin", allow: "fullscreen" };
    one("p", talk)?.replaceWith(made("iframe", like));
  });

  // What follows "#" reaches no server, so WordPress's links to comments are looked up.
  function followHash() {
    const place = byId(location.hash.slice(1));
    const number = location.hash.match(/^#comment-(\d+)$/)?.[1];
    if (place) unfold(place);
    if (place || !number) return;
    const address = wordpress.replace(/1\/$/, number + "/");
    fetch(address, { method: "HEAD", redirect: "manual" }).then(answer => {
      if (answer.type === "opaqueredirect") location.replace(address);
    });
  }
  followHash();
  addEventListener("hashchange", followHash);

  nameComments(document);
  offerToRemember(document);
  fillInDrafts(document);
  markNew();
  const told = said(document);
  if (told) told.focus();
  else if (one(".posted")) bringForward(byId(location.hash.slice(1)));
}
if (board) on("DOMContentLoaded", startBoard);
