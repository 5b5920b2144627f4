// What this browser alone keeps of its reader's choices, applied before anything is seen.
const kept = {
  get(name) {
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch (none) { return null; }
  },
  // False where the browser forbids it or has no room.
  set(name, what) {
    try {
      if (what) localStorage.setItem(name, JSON.stringify(what));
      else localStorage.removeItem(name);
      return true;
    } catch (forbidden) { return false; }
  },
};
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
  // What was sent has arrived where the next page says so, and is no draft any more.
  document.addEventListener("readystatechange", () => {
    if (document.querySelector(".arrived")) kept.set(kept.get("sent"));
    kept.set("sent");
  }, { once: true });
  addEventListener("DOMContentLoaded", () => {
    const theme = document.getElementById("theme");
    theme.value = root.dataset.theme;
    theme.closest("p").hidden = false;
    theme.addEventListener("change", () => {
      kept.set("theme", root.dataset.theme = theme.value);
    });
    document.querySelectorAll(".dismiss").forEach(button => {
      button.hidden = false;
      button.addEventListener("click", () => {
        kept.set(AWAY, [...away(), button.closest(".offer").id]);
        putAway();
        document.getElementById("main").focus();
      });
    });
  });
}
