// What a page of the board does beyond links and forms; all of it works without, as whole pages.
(function () {
  "use strict";
  const OLD_LINKS = document.currentScript.dataset.wordpress;

  function bringForward(comment) {
    if (!comment) return;
    comment.classList.add("fresh");
    comment.focus({ preventScroll: true });
    comment.scrollIntoView({ block: "nearest" });
    setTimeout(function () { comment.classList.remove("fresh"); }, 4000);
  }

  // What a guest wants remembered is kept in this browser alone: none of it is sent with a request.
  // Where a browser forbids that, the box to tick is not shown.
  const KEPT = "byline";
  const PARTS = ["name", "email", "profession", "country", "city", "state"];

  function remembered() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEPT));
      return kept && typeof kept === "object" ? kept : null;
    } catch (broken) {
      if (broken instanceof SyntaxError) return null;
      throw broken;
    }
  }
  function remember(form, wanted) {
    const kept = {};
    PARTS.forEach(function (part) { kept[part] = form.elements[part].value; });
    localStorage.removeItem(KEPT);
    if (wanted) localStorage.setItem(KEPT, JSON.stringify(kept));
  }
  // A form that came back is left as its author sent it.
  function fillIn(form, kept) {
    if (!kept || form.closest(".respond").querySelector(".error-summary, .flagged")) return;
    PARTS.forEach(function (part) {
      const field = form.elements[part];
      if (!field.value && typeof kept[part] === "string") field.value = kept[part];
    });
  }
  function offerToRemember(place) {
    place.querySelectorAll(".remember").forEach(function (offer) {
      try {
        const kept = remembered();
        offer.querySelector("input").checked = Boolean(kept);
        offer.hidden = false;
        fillIn(offer.closest("form"), kept);
      } catch (forbidden) { /* it stays hidden */ }
    });
  }
  document.addEventListener("submit", function (event) {
    const box = event.target.querySelector(".remember:not([hidden]) input");
    if (!box) return;
    try {
      remember(event.target, box.checked);
    } catch (forbidden) { /* or there is no room */ }
    offerToRemember(document);  // to the other forms on the page
  }, true);

  // A form that opens takes the focus; one that is open already keeps what was typed in it.
  document.addEventListener("htmx:beforeRequest", function (event) {
    const open = event.detail.target.querySelector(".respond textarea");
    if (event.detail.requestConfig.verb === "get" && open) {
      event.preventDefault();
      open.focus();
    }
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    const slot = event.detail.target;
    if (event.detail.requestConfig.verb !== "get" || !slot.matches(".reply-here")) return;
    offerToRemember(slot);
    const fields = slot.querySelectorAll("input:not([type=hidden], [tabindex]), textarea");
    const first = Array.from(fields).find(function (field) { return !field.value; });
    if (first) first.focus();
  });
  // After a reply its thread comes anew. The other forms open in it stay as they are, by their
  // hx-preserve, which goes by their ids; the place of the one that was sent gives up its own.
  document.addEventListener("htmx:beforeSwap", function (event) {
    const sent = event.detail.requestConfig.elt.closest(".reply-here");
    if (sent && event.detail.xhr.getResponseHeader("HX-Retarget")) sent.removeAttribute("id");
  });
  // A form that comes back with something to say is listened to.
  document.addEventListener("htmx:load", function (event) {
    offerToRemember(event.detail.elt);
    const said = event.detail.elt.querySelector(".error-summary, .flagged");
    if (said) said.focus();
  });

  document.addEventListener("posted", function (event) {
    bringForward(document.getElementById("c" + event.detail.comment));
  });

  document.addEventListener("click", function (event) {
    const cancel = event.target.closest(".reply-here .cancel");
    if (!cancel) return;
    event.preventDefault();
    cancel.closest(".respond").remove();
    const link = document.getElementById(cancel.dataset.replyLink);
    if (link) link.focus();
  });

  // A link from the WordPress board that this one was: what follows "#" reaches no server, so one
  // to a comment that is not on this page is looked up.
  function followOldLink() {
    const number = (location.hash.match(/^#comment-(\d+)$/) || [])[1];
    if (!number || document.getElementById("comment-" + number)) return;
    const address = OLD_LINKS.replace(/1\/$/, number + "/");
    fetch(address, { method: "HEAD", redirect: "manual" }).then(function (answer) {
      if (answer.type === "opaqueredirect") location.replace(address);
    });
  }
  // A talk plays once somebody has opened it; before, nothing of its site is loaded.
  document.querySelectorAll(".talk").forEach(function (talk) {
    talk.addEventListener("toggle", function () {
      const player = document.createElement("iframe");
      player.src = talk.dataset.player;
      player.title = talk.dataset.title;
      player.allow = "fullscreen";
      player.referrerPolicy = "strict-origin";
      talk.querySelector("p").replaceWith(player);
    }, { once: true });
  });

  followOldLink();
  addEventListener("hashchange", followOldLink);

  // What htmx could not do: a form says so and keeps its text, a link is followed as a page.
  function failed(event) {
    const source = event.detail.elt;
    const sentence = source.querySelector(".send-failed");
    if (sentence) sentence.hidden = false;
    else if (source.href) location.assign(source.href);
  }
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);

  document.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.name === "comment") {
      event.target.form.requestSubmit();
    }
  });

  offerToRemember(document);
  const said = document.querySelector(".error-summary, .flagged");
  if (said) said.focus();
  else if (document.querySelector(".posted") && location.hash) {
    bringForward(document.querySelector(location.hash.replace(/[^#\w-]/g, "")));
  }
})();
