/* What the page does in the browser: send a press to the server, move the focus, keep the reader's place. */
window.kb = (() => {
  let opener = null;
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

  /* Sends the presses inside `element` on as events; only the named events leave. */
  function listen(element, trigger, events) {
    element.addEventListener("click", (press) => {
      const button = press.target.closest("[data-event]");
      if (!button || !element.contains(button)) return;
      const event = button.dataset.event;
      if (event === "kb_table") return toTable(button);
      if (event === "kb_map") return toMap();
      if (!events.includes(event)) return;
      if (event === "kb_open" && !button.closest(".kb-viewer")) opener = button;
      trigger(event, JSON.parse(button.dataset.payload || "{}"));
    });
  }

  /* Goes back to what the viewer was opened from, now that it is closed. */
  function toOpener(tries = 40) {
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

  function toViewer() {
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

  function toSources() {
    if (isStacked()) document.getElementById("kb-found")?.scrollIntoView({ block: "start" });
  }

  /* The address: which tab is open, and what was searched in it. `settle` is what comes after the page has followed it. */
  let reachTab = null;
  let isFollowing = false;
  let settle = null;

  function listenToAddress(trigger, event) {
    reachTab = () => trigger(event, Object.fromEntries(new URL(window.location.href).searchParams));
    window.addEventListener("popstate", () => reach(true));
  }

  /* Follows the address: after the page was loaded, and whenever the browser goes back or forward. */
  function reach(isAlways = false) {
    const named = new URL(window.location.href).searchParams.has("tab");
    if (!reachTab || !(named || isAlways)) return;
    isFollowing = true;
    reachTab();
  }

  function reached() {
    setTimeout(() => {
      isFollowing = false;
      settle?.();
    }, 100);
  }

  function selected(name) {
    if (!isFollowing) setAddress({ tab: name }, ["lang"]);
  }

  /* Writes values into the address as a new step of the history; of the others only those named in `keep` stay. */
  function setAddress(values, keep) {
    const address = new URL(window.location.href);
    const before = address.search;
    if ((address.searchParams.get("tab") ?? "ask") === values.tab && Object.keys(values).length === 1) return;
    for (const name of [...address.searchParams.keys()]) if (!keep.includes(name)) address.searchParams.delete(name);
    for (const [name, value] of Object.entries(values)) if (value) address.searchParams.set(name, value);
    if (address.search !== before) window.history.pushState(null, "", address);
  }

  function setLanguage(language, title) {
    document.documentElement.lang = language;
    document.title = title;
    const address = new URL(window.location.href);
    if (address.searchParams.get("lang") === language) return;
    address.searchParams.set("lang", language);
    window.history.replaceState(null, "", address);
  }

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

  return { listen, listenToAddress, reach, reached, selected, setAddress, toOpener, toViewer, toLastQuestion, toSources, setLanguage };
})();
