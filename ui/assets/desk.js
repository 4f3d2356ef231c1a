/* What a reader does with an answer in the browser: save a file, copy an address, find a conversation again. */
window.kbDesk = (() => {
  /* Saves each file that arrives in an area, once; an area may be drawn anew or only changed. */
  function carry(element) {
    let last = "";
    new MutationObserver(() => {
      const parcel = element.querySelector("[data-content]")?.dataset;
      if (!parcel || parcel.number === last) return;
      last = parcel.number;
      save(parcel.name, parcel.type, parcel.content);
    }).observe(element, { attributes: true, childList: true, subtree: true });
  }

  function save(name, type, content) {
    const bytes = Uint8Array.from(atob(content), (char) => char.charCodeAt(0));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  /* Returns what a button sends: its own words, what is written beside it, and where this browser has the page. */
  function said(button) {
    const payload = JSON.parse(button.dataset.payload || "{}");
    if (button.dataset.input) payload.words = document.getElementById(button.dataset.input)?.value ?? "";
    const comment = button.closest("[data-form]")?.querySelector("textarea");
    if (comment) payload.comment = comment.value;
    if ("here" in payload) payload.here = window.location.origin + window.location.pathname;
    return payload;
  }

  /* An area that is drawn anew keeps the focus on the same button, its folds open and what is being written in it. */
  function steady(element) {
    let focused = null;
    const open = new Map();
    const written = new Map();
    element.addEventListener("focusin", (event) => {
      focused = event.target;
    });
    element.addEventListener("focusout", (event) => {
      if (event.target.isConnected && document.hasFocus()) focused = event.relatedTarget;
    });
    element.addEventListener("toggle", (event) => event.target.id && open.set(event.target.id, event.target.open), true);
    element.addEventListener("input", (event) => event.target.id && written.set(event.target.id, event.target.value));
    new MutationObserver(() => {
      for (const [id, isOpen] of open) {
        const fold = document.getElementById(id);
        if (fold && fold.open !== isOpen) fold.open = isOpen;
      }
      for (const [id, value] of written) {
        const field = document.getElementById(id);
        if (field && field.value !== value && field !== document.activeElement) field.value = value;
      }
      if (focused && !focused.isConnected && document.activeElement === document.body) alike(element, focused)?.focus({ preventScroll: true });
    }).observe(element, { childList: true, subtree: true });
  }

  function alike(element, before) {
    if (before.id) return document.getElementById(before.id);
    const { event, payload } = before.dataset ?? {};
    return event && [...element.querySelectorAll(`[data-event="${event}"]`)].find((node) => node.dataset.payload === payload);
  }

  return { carry, said, steady };
})();
