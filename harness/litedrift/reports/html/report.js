"use strict";
(() => {
  const said = document.getElementById("said");
  const say = (text) => { said.textContent = text; };
  const select = (code) => {
    const range = document.createRange();
    range.selectNodeContents(code);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };
  for (const button of document.querySelectorAll("button.copy")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const code = button.previousElementSibling;
      let copied = false;
      try {
        await navigator.clipboard.writeText(code.textContent);
        copied = true;
      } catch {
        select(code);
        copied = document.execCommand("copy");
      }
      button.textContent = copied ? "Copied" : "Selected";
      say(copied ? "The replay line is copied." : "The replay line is selected.");
    });
  }
  const filter = document.getElementById("filter");
  if (filter) {
    const panels = [...document.querySelectorAll("details.panel")];
    const shown = document.getElementById("shown");
    filter.closest("p").hidden = false;
    filter.addEventListener("input", () => {
      const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      let left = 0;
      for (const panel of panels) {
        const text = panel.querySelector("summary").textContent.toLowerCase();
        panel.hidden = !words.every((word) => text.includes(word));
        left += panel.hidden ? 0 : 1;
      }
      shown.textContent = words.length ? `${left} of ${panels.length}` : "";
    });
  }
  const open = () => {
    const panel = /^#f\d+$/.test(location.hash) && document.querySelector(location.hash);
    if (panel) { panel.open = true; }
  };
  addEventListener("hashchange", open);
  open();
  addEventListener("beforeprint", () => {
    for (const each of document.querySelectorAll("details:not(.panel)")) { each.open = true; }
  });
})();
