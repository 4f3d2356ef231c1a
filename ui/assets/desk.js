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

  /* An area that is written anew keeps what the reader has done in it. The page's framework changes the nodes that
     stand there into what is to stand there: their `open`, which the new text has not, is taken off, and their ids
     may become others. So each fold and field goes by its id; what the framework closes is opened again. */
  function steady(element) {
    const opened = new Set();
    const written = new Map();
    element.addEventListener("click", (press) => {
      const fold = press.target.closest("summary")?.parentElement;
      if (fold?.id) fold.open ? opened.delete(fold.id) : opened.add(fold.id);
    });
    element.addEventListener("input", (event) => event.target.id && written.set(event.target.id, event.target.value));
    new MutationObserver(() => {
      for (const fold of element.querySelectorAll("details[id]")) {
        if (fold.open !== opened.has(fold.id)) fold.open = !fold.open;
      }
      for (const field of element.querySelectorAll("textarea[id]")) {
        const value = written.get(field.id) ?? field.defaultValue;
        if (field.value !== value && field !== document.activeElement) field.value = value;
      }
    }).observe(element, { attributes: true, attributeFilter: ["id", "open"], childList: true, subtree: true });
  }

  /* Copies the address beside a button; where that is not allowed, selects it. */
  async function copy(button) {
    const words = JSON.parse(button.dataset.payload);
    const link = button.parentElement.querySelector("a");
    const told = button.parentElement.querySelector("[role=status]");
    try {
      await navigator.clipboard.writeText(link.textContent);
      told.textContent = words.copied;
    } catch {
      window.getSelection().selectAllChildren(link);
      told.textContent = words.failed;
    }
  }

  /* Conversations: kept in this browser alone, the newest first. `current` is the one on the page, "" where it is new. */
  const SHELF = `policy-kb.conversations:${window.location.pathname}`;
  const MOST_KEPT = 30;
  const MOST_CHARACTERS = 2_000_000; // browsers grant some five million for all that a site keeps
  const MOST_TITLE = 200; // history.py takes no longer one
  let current = "";
  let tell = null;

  /* Returns what is kept; null where the browser keeps nothing, as in some private windows. */
  function read() {
    try {
      const kept = JSON.parse(window.localStorage.getItem(SHELF) ?? "[]");
      return Array.isArray(kept) ? kept.filter((one) => typeof one?.key === "string" && Array.isArray(one.items)) : [];
    } catch (error) {
      return error instanceof SyntaxError ? [] : null;
    }
  }

  /* Writes as many as there is room for; the oldest give way. */
  function write(kept) {
    let list = kept.slice(0, MOST_KEPT);
    for (; list.length; list = list.slice(0, -1)) {
      const text = JSON.stringify(list);
      if (text.length > MOST_CHARACTERS) continue;
      try {
        return window.localStorage.setItem(SHELF, text);
      } catch {
        continue;
      }
    }
    try {
      window.localStorage.removeItem(SHELF);
    } catch {
      /* what cannot be written cannot be removed either */
    }
  }

  /* Keeps each state of the conversation that arrives in an area. */
  function keepConversation(element) {
    let last = "";
    new MutationObserver(() => {
      const parcel = element.querySelector("[data-items]")?.dataset;
      if (!parcel) return;
      const state = JSON.stringify({ ...parcel });
      if (state === last) return;
      last = state;
      if (parcel.key !== undefined) current = parcel.key;
      const items = JSON.parse(parcel.items);
      const kept = read();
      if (!items.length || !kept) return;
      current ||= Date.now().toString(36) + Math.random().toString(36).slice(2, 10);
      const one = { key: current, title: parcel.title.slice(0, MOST_TITLE), at: Date.now(), items };
      write([one, ...kept.filter((other) => other.key !== current)]);
      tellList();
    }).observe(element, { attributes: true, childList: true, subtree: true });
  }

  function listConversations(element, trigger, stored, restore) {
    tell = (said) => trigger(stored, said);
    steady(element);
    element.addEventListener("click", (press) => {
      const button = press.target.closest("button[data-event]");
      if (!button) return;
      const { key } = JSON.parse(button.dataset.payload);
      const kept = read() ?? [];
      if (button.dataset.event === restore) {
        trigger(restore, { key, items: kept.find((one) => one.key === key)?.items ?? [] });
        return;
      }
      const isAll = button.dataset.event === "kb_delete_all";
      if (isAll || key === current) current = "";
      write(isAll ? [] : kept.filter((one) => one.key !== key));
      element.querySelector("summary")?.focus();
      tellList();
    });
  }

  /* Tells the page which conversations there are, without what was said in them. */
  function tellList() {
    const kept = read();
    const list = (kept ?? []).map(({ key, title, at, items }) => ({ key, title, at, count: items.length }));
    tell?.({ list, off: kept === null });
  }

  /* Another window of the same page has kept or deleted one. */
  window.addEventListener("storage", (event) => event.key === SHELF && tellList());

  return { carry, said, steady, copy, keepConversation, listConversations, tellList };
})();
