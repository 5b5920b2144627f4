// What a page of the board does beyond links and forms; all of it works without, as whole pages.
(function () {
  "use strict";

  function bringForward(comment) {
    if (!comment) return;
    comment.classList.add("fresh");
    comment.focus({ preventScroll: true });
    comment.scrollIntoView({ block: "nearest" });
    setTimeout(function () { comment.classList.remove("fresh"); }, 4000);
  }

  // A form that has just opened, or come back with something to say, takes the focus.
  document.addEventListener("htmx:afterSwap", function (event) {
    const form = event.detail.target.querySelector ? event.detail.target.closest(".thread, body") : null;
    const opened = form && form.querySelector(".reply-here .respond");
    if (!opened || event.detail.requestConfig.verb === "post") return;
    const first = Array.from(opened.querySelectorAll("input:not([type=hidden]):not([tabindex]), textarea"))
      .find(function (field) { return !field.value; });
    if (first) first.focus();
  });
  document.addEventListener("htmx:load", function (event) {
    const said = event.detail.elt.querySelector(".error-summary, .flagged");
    if (said) said.focus();
  });

  document.addEventListener("posted", function (event) {
    bringForward(document.getElementById("comment-" + event.detail.comment));
  });

  document.addEventListener("click", function (event) {
    const cancel = event.target.closest(".reply-here .cancel");
    if (!cancel) return;
    event.preventDefault();
    cancel.closest(".respond").remove();
    const link = document.getElementById(cancel.dataset.replyLink);
    if (link) link.focus();
  });

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

  const said = document.querySelector(".error-summary, .flagged");
  if (said) said.focus();
  else if (document.querySelector(".posted") && location.hash) {
    bringForward(document.querySelector(location.hash.replace(/[^#\w-]/g, "")));
  }
})();
