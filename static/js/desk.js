// Keys for the moderator's desk. Everything they do, a button or a link of the page does too.
(function () {
  "use strict";

  const keys = document.getElementById("keys");
  const on = document.getElementById("keys-on");
  const button = document.getElementById("keys-button");
  const form = document.querySelector(".decide form");
  let begun = null; // the button whose key was pressed, and which waits for a field

  // A browser may forbid to keep anything; then the keys are on each time.
  function kept(way) {
    try { return way(); } catch { return null; }
  }

  button.hidden = false;
  button.addEventListener("click", function () { keys.showModal(); });
  on.checked = kept(function () { return localStorage.getItem("desk-keys"); }) !== "off";
  on.addEventListener("change", function () {
    kept(function () { localStorage.setItem("desk-keys", on.checked ? "on" : "off"); });
  });

  function field(of) { return document.getElementById(of.dataset.needs); }

  // What a decision needs and has not is asked for where it is missing.
  function press(act) {
    begun = act;
    if (act.dataset.needs && !field(act).value.trim()) field(act).focus();
    else act.click();
  }

  function selectedWords() {
    const selection = window.getSelection();
    const said = document.getElementById("said");
    return selection.rangeCount && said && said.contains(selection.anchorNode) && said.contains(selection.focusNode)
      ? selection.toString().trim() : "";
  }

  function open(details) {
    details.open = true;
    begun = details.querySelector("button");
    return begun;
  }

  function redact() {
    const act = open(document.getElementById("redact"));
    const words = selectedWords();
    if (words) {
      field(act).value = words;
      act.click();
    } else {
      field(act).focus();
    }
  }

  function block() {
    const act = open(document.getElementById("block"));
    (field(act).value ? act : field(act)).focus();
  }

  document.addEventListener("keydown", function (event) {
    const typing = event.target.matches("input:not([type=checkbox]), textarea, select");
    if (typing && event.key === "Escape") {
      begun = null;
      return event.target.blur();
    }
    if (typing && event.key === "Enter" && (event.ctrlKey || event.metaKey) && form && form.contains(event.target)) {
      event.preventDefault();
      const around = event.target.closest("details");
      const meant = around ? around.querySelector("button") : begun;
      return meant && press(meant);
    }
    if (typing || keys.open || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.key === "?") return keys.showModal();
    if (!on.checked) return;
    const meant = document.querySelector('[data-key="' + CSS.escape(event.key) + '"]');
    if (!meant) return;
    event.preventDefault();
    if (event.key === "x") redact();
    else if (event.key === "b") block();
    else press(meant);
  });

  // What was begun and then closed is not meant any more.
  document.addEventListener("toggle", function (event) {
    if (!event.target.open && begun && event.target.contains(begun)) begun = null;
  }, true);

  // A double press decides once.
  if (form) form.addEventListener("submit", function (event) {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", function () { if (form) delete form.dataset.sent; });

  const wrong = document.querySelector(".wrong :is(select, textarea)");
  if (wrong) wrong.focus();
  const here = document.querySelector(".queue .here");
  if (here) here.scrollIntoView({ block: "nearest" });
})();
