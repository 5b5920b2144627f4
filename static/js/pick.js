// Choosing a picture for the editor, which asks as it would ask a file browser of CKEditor.
(function () {
  "use strict";
  const list = document.getElementById("pictures");
  list.addEventListener("click", function (event) {
    const chosen = event.target.closest("button");
    if (!chosen || !window.opener || !window.opener.CKEDITOR) return;
    const told = { alternative_text: chosen.dataset.alt };
    window.opener.CKEDITOR.tools.callFunction(list.dataset.askedBy, chosen.dataset.address, told);
    window.close();
  });
})();
