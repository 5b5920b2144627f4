// Who does not want the offer for now puts it away, in this browser alone. The script stands right
// behind the offer, so that one that was put away is never seen.
(function () {
  "use strict";
  const AWAY = "offers put away";
  const offer = document.currentScript.previousElementSibling;

  function away() {
    try {
      const kept = JSON.parse(localStorage.getItem(AWAY));
      return Array.isArray(kept) ? kept : [];
    } catch (broken) {
      if (broken instanceof SyntaxError) return [];
      throw broken;
    }
  }
  try {
    offer.hidden = away().includes(offer.id);
    const button = offer.querySelector(".dismiss");
    button.hidden = false;
    button.addEventListener("click", function () {
      localStorage.setItem(AWAY, JSON.stringify(away().concat(offer.id)));
      offer.hidden = true;
      document.getElementById("main").focus();
    });
  } catch (forbidden) { /* the browser keeps nothing, so there is no button */ }
})();
