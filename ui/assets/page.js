/* What the page does in the browser: send a press to the server, move the focus, keep the reader's place. */
window.kb = (() => {
  let opener = null;
  let pressed = null;
  let square = null;

  /* Calls act(node) as soon as the node of that id is on the screen; gives up after two seconds. */
  function whenShown(id, act, tries = 40) {
    const node = document.getElementById(id);
    if (node && node.offsetParent !== null) {
      act(node);
    } else if (tries > 0) {
      setTimeout(() => whenShown(id, act, tries - 1), 50);
    }
  }

  function isStacked() {
    return window.matchMedia("(max-width: 899px)").matches;
  }

  /* Gives the focus back to what had it in `element` when the element is written anew, as it is while cells come. */
  function keepFocus(element) {
    let last = null;
    element.addEventListener("focusin", (focus) => (last = focus.target));
    element.addEventListener("focusout", () => {
      setTimeout(() => {
        if (last?.isConnected && document.activeElement !== last) last = null;
      });
    });
    new MutationObserver(() => {
      if (!last || last.isConnected || document.activeElement !== document.body) return;
      const { event, payload } = last.dataset;
      const same = [...element.querySelectorAll(last.id ? `#${CSS.escape(last.id)}` : `[data-event="${event}"]`)];
      same.find((node) => node.dataset.payload === payload)?.focus({ preventScroll: true });
    }).observe(element, { childList: true, subtree: true });
  }

  /* Calls act(button) for each press of a button in `element`. What the pointer goes down on is what is meant: while an
     answer comes, another button may stand there as it goes up, or the same one written anew, of which no click comes.
     Whoever has moved away meanwhile takes the press back. */
  function presses(element, act) {
    let held = null;
    const isAt = (press) => held && Math.hypot(press.clientX - held.x, press.clientY - held.y) < 8;
    const isHeld = (node) => node?.dataset.event === held.event && node.dataset.payload === held.payload;
    const again = () => [...element.querySelectorAll("button[data-event]")].find(isHeld);
    function end(button) {
      held = null;
      if (button) act(button);
    }

    element.addEventListener("pointerdown", (press) => {
      const button = press.target.closest("button[data-event]");
      held = button && { button, ...button.dataset, x: press.clientX, y: press.clientY };
    });
    element.addEventListener("click", (press) => {
      const button = press.target.closest("button[data-event]");
      const isByPointer = press.detail > 0 && isAt(press);
      end(isByPointer && !isHeld(button) ? again() : button);
    });
    document.addEventListener("pointerup", (press) => {
      const before = held;
      if (press.pointerType !== "mouse" || !isAt(press) || before.button.isConnected) return;
      setTimeout(() => held === before && end(again()));
    });
  }

  /* Sends the presses inside `element` on as events; only the named events leave. */
  function listen(element, trigger, events) {
    keepFocus(element);
    presses(element, (button) => {
      const event = button.dataset.event;
      if (event === "kb_table") return toTable(button);
      if (event === "kb_map") return toMap();
      if (event === "kb_zoom") return zoom(JSON.parse(button.dataset.payload).by);
      if (event === "kb_copy") return kbDesk.copy(button);
      if (!events.includes(event)) return;
      if (event === "kb_open" && !button.closest(".kb-viewer")) opener = button;
      pressed = { event, payload: button.dataset.payload };
      trigger(event, kbDesk.said(button));
    });
    element.addEventListener("keydown", (key) => {
      if (key.key !== "Enter" || !key.target.id) return;
      element.querySelector(`button[data-input="${key.target.id}"]`)?.click();
    });
    kbDesk.steady(element);
    element.addEventListener("change", (change) => {
      const box = change.target.closest("input[data-event]");
      if (!box || !events.includes(box.dataset.event)) return;
      trigger(box.dataset.event, { ...JSON.parse(box.dataset.payload), on: box.checked });
    });
  }

  /* Goes back to what the viewer was opened from, now that it is closed. */
  function toOpener(tries = 40) {
    fold();
    const target = opener && opener.isConnected ? opener : document.querySelector("#kb-tabs [role=tab][aria-selected=true]");
    if (target && target.offsetParent === null && tries > 0) {
      setTimeout(() => toOpener(tries - 1), 50);
    } else if (target) {
      target.focus();
      target.scrollIntoView({ block: "center" });
    }
  }

  /* Moves to the table that a square of the map or a chip beside it names. */
  function toTable(button) {
    square = button;
    whenShown(JSON.parse(button.dataset.payload).id, (caption) => {
      caption.focus({ preventScroll: true });
      caption.scrollIntoView({ block: "start" });
    });
  }

  function toMap() {
    const target = square && square.isConnected ? square : document.querySelector("#kb-map button");
    document.getElementById("kb-map")?.scrollIntoView({ block: "start" });
    target?.focus({ preventScroll: true });
  }

  /* The facets fold where they stand above the hits, unless the reader has opened them. */
  let isUnfolded = false;

  function fold() {
    const facets = document.querySelector(".kb-facets");
    const summary = facets?.querySelector("summary");
    if (summary) facets.open = isUnfolded || getComputedStyle(summary).display === "none";
  }

  document.addEventListener("click", (press) => {
    const summary = press.target.closest(".kb-facets > summary");
    if (summary) isUnfolded = !summary.parentElement.open;
  });
  window.addEventListener("resize", fold);

  /* The picture's size is the reader's, and stays while pages are turned; a large one is drawn anew, finer. */
  const SIZES = [1, 1.25, 1.5, 2, 3];
  let size = 0;

  function zoom(by) {
    size = Math.min(Math.max(size + by, 0), SIZES.length - 1);
    const figure = document.querySelector(".kb-picture");
    const image = figure?.querySelector("img");
    if (!image) return;
    figure.style.setProperty("--zoom", SIZES[size]);
    document.querySelector(".kb-zoom-level").textContent = `${SIZES[size] * 100} %`;
    const address = new URL(image.src);
    if (SIZES[size] > 1.25 && !address.searchParams.has("scale")) {
      address.searchParams.set("scale", "3");
      image.src = address.href;
    }
  }

  function toFound() {
    zoom(0);
    (document.querySelector(".kb-found summary") ?? document.getElementById("kb-find-box"))?.focus();
  }

  function toViewer() {
    fold();
    zoom(0);
    whenShown("kb-viewer-heading", (heading) => {
      heading.focus({ preventScroll: true });
      heading.closest(".kb-viewer").scrollIntoView({ block: isStacked() ? "start" : "nearest" });
    });
  }

  /* Shows the question that was asked last, unless the reader has gone on to a source meanwhile. */
  function toLastQuestion() {
    setTimeout(() => {
      if (document.activeElement?.closest("#kb-side, #kb-found")) return;
      const questions = document.querySelectorAll(".kb-question");
      questions[questions.length - 1]?.scrollIntoView({ block: "start" });
    }, 60);
  }

  function toTab(name) {
    document.getElementById(`kb-tab-${name}-button`)?.focus();
  }

  function toSources() {
    if (isStacked()) document.getElementById("kb-found")?.scrollIntoView({ block: "start" });
  }

  /* The address: which tab is open, and what was searched in it. */
  let reachTab = null;
  let isFollowing = true; // until the page has followed the address it was loaded with: its tabs report themselves first

  function listenToAddress(trigger, event) {
    reachTab = () => trigger(event, Object.fromEntries(new URL(window.location.href).searchParams));
    window.addEventListener("popstate", () => reach(true));
  }

  /* Follows the address: after the page was loaded, and whenever the browser goes back or forward. */
  function reach(isAlways = false) {
    if (!isAlways) kbDesk.tellList(); // the page has just been drawn in the reader's language
    const said = new URL(window.location.href).searchParams;
    isFollowing = Boolean(reachTab) && (said.has("tab") || said.has("answer") || isAlways);
    if (!isFollowing) return;
    reachTab();
  }

  /* The page shows what the address names; where that was a search or the like, its button is pressed. */
  function reached(buttons) {
    const asked = new URL(window.location.href).searchParams;
    const name = asked.get("tab") ?? "ask";
    setTimeout(() => {
      isFollowing = false;
      const isAsked = [...asked.keys()].some((key) => key !== "tab" && key !== "lang");
      if (buttons[name] && (isAsked || shownAddress(name))) press(buttons[name]);
    }, 100);
  }

  /* Presses a button as soon as it can be pressed. */
  function press(id, tries = 3600) {
    const button = document.getElementById(id);
    if (button && !button.disabled) {
      button.click();
    } else if (tries > 0) {
      setTimeout(() => press(id, tries - 1), 250);
    }
  }

  /* What a tab shows at the moment, as its own HTML says it. */
  function shownAddress(name) {
    const node = document.querySelector(`#kb-tab-${name} [data-address]`);
    return node ? JSON.parse(node.dataset.address) : null;
  }

  function selected(name) {
    if (!isFollowing) setAddress(shownAddress(name) ?? { tab: name });
  }

  /* A search or the like has ended: the address says it, and the focus is where it was. */
  function ran() {
    fold();
    const name = document.querySelector("#kb-tabs > .tab-wrapper [aria-selected=true]")?.id.match(/^kb-tab-(.*)-button$/)?.[1];
    if (!name) return;
    setAddress(shownAddress(name) ?? { tab: name });
    if (pressed && document.activeElement === document.body) {
      const same = [...document.querySelectorAll(`#kb-tab-${name} [data-event="${pressed.event}"]`)];
      (same.find((node) => node.dataset.payload === pressed.payload) ?? document.querySelector(`#kb-tab-${name} textarea, #kb-tab-${name} input`))?.focus();
    }
  }

  /* Writes an address as a new step of the history; of what it said before only the language stays. */
  function setAddress(values) {
    const address = new URL(window.location.href);
    const before = said(address);
    const language = address.searchParams.get("lang");
    address.search = new URLSearchParams({ ...values, ...(language ? { lang: language } : {}) }).toString();
    if (said(address) !== before) window.history.pushState(null, "", address);
  }

  function said(address) {
    const pairs = [...address.searchParams].filter(([name, value]) => !(name === "tab" && value === "ask"));
    return JSON.stringify(pairs.sort());
  }

  function setLanguage(language, title) {
    document.documentElement.lang = language;
    document.title = title;
    const address = new URL(window.location.href);
    if (address.searchParams.get("lang") === language) return;
    address.searchParams.set("lang", language);
    window.history.replaceState(null, "", address);
  }

  /* The quote behind a citation, shown while the pointer or the focus rests on it; Escape puts it away. */
  let tip = null;
  let hiding = 0;

  function showTip(button) {
    clearTimeout(hiding);
    if (!tip) {
      tip = document.createElement("div");
      tip.id = "kb-tip";
      tip.setAttribute("role", "tooltip");
      tip.append(document.createElement("p"), document.createElement("p"));
      tip.addEventListener("mouseenter", () => clearTimeout(hiding));
      tip.addEventListener("mouseleave", () => hideTip(200));
      document.body.append(tip);
    }
    tip.firstChild.textContent = button.dataset.quote;
    tip.lastChild.textContent = button.dataset.place;
    tip.hidden = false;
    button.setAttribute("aria-describedby", "kb-tip");
    const at = button.getBoundingClientRect();
    const left = Math.min(Math.max(at.left - 24, 8), window.innerWidth - tip.offsetWidth - 8);
    const below = at.bottom + 6 + tip.offsetHeight <= window.innerHeight;
    tip.style.left = `${left}px`;
    tip.style.top = `${below ? at.bottom + 6 : Math.max(at.top - 6 - tip.offsetHeight, 8)}px`;
  }

  function hideTip(after = 0) {
    clearTimeout(hiding);
    hiding = setTimeout(() => {
      if (tip) tip.hidden = true;
    }, after);
  }

  for (const event of ["mouseover", "focusin"]) {
    document.addEventListener(event, (moved) => {
      const button = moved.target.closest?.("[data-quote]");
      if (button) showTip(button);
    });
  }
  document.addEventListener("mouseout", (moved) => {
    if (moved.target.closest?.("[data-quote]")) hideTip(200);
  });
  document.addEventListener("focusout", () => hideTip(200));
  document.addEventListener("click", () => hideTip());
  /* The focus itself may have scrolled the page: then the quote goes along. */
  document.addEventListener(
    "scroll",
    () => {
      const at = document.activeElement;
      const top = at?.matches("[data-quote]") ? at.getBoundingClientRect().top : -1;
      if (tip && !tip.hidden && top >= 0 && top < window.innerHeight) showTip(at);
      else hideTip();
    },
    true,
  );
  document.addEventListener("keydown", (key) => {
    if (key.key === "Escape") hideTip();
  });

  /* Where too many wait in line the tab says so itself, in the reader's language: Gradio's own notice would be a second. */
  const BUSY = "This application is currently busy";
  new MutationObserver(() => {
    for (const toast of document.querySelectorAll(".toast-body")) {
      if (toast.textContent.includes(BUSY)) toast.style.display = "none";
    }
  }).observe(document, { childList: true, subtree: true });

  /* A picture that cannot be had is replaced by one line. */
  document.addEventListener(
    "error",
    (event) => {
      const image = event.target;
      if (!(image instanceof HTMLImageElement) || !image.dataset.failed) return;
      const line = document.createElement("p");
      line.className = "kb-notice kb-notice-warn";
      line.textContent = image.dataset.failed;
      image.closest("figure")?.after(line);
      image.hidden = true;
    },
    true,
  );

  return { listen, listenToAddress, reach, reached, selected, press, ran, toOpener, toViewer, toFound, toTab, toLastQuestion, toSources, setLanguage };
})();
