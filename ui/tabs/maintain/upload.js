/* Sends the chosen files one by one, says how far each has come, and what was refused. Runs with `element`, `trigger`. */
let isSending = false;

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

function send(file, told) {
  return new Promise((ended) => {
    const request = new XMLHttpRequest();
    request.open("PUT", `maintain/uploads/${encodeURIComponent(file.name)}`);
    request.upload.addEventListener("progress", (step) => step.total && told(Math.round((100 * step.loaded) / step.total)));
    request.addEventListener("loadend", () => {
      let reply = {};
      try {
        reply = JSON.parse(request.responseText);
      } catch {
        /* no reply of ours: a proxy's page, or none at all */
      }
      ended({ status: request.status, ...reply });
    });
    request.send(file);
  });
}

function refusal(reply, words) {
  if (reply.status === 403) return words.closed;
  return filled(words[reply.reason] || words.broken, { limit: reply.limit });
}

async function sendAll(form) {
  const words = JSON.parse(form.dataset.words);
  const files = [...form.querySelector("input[type=file]").files];
  const [line, bar, list] = [form.querySelector("[role=status]"), form.querySelector("progress"), form.querySelector("ul")];
  list.replaceChildren();
  if (!files.length) {
    line.textContent = words.none;
    return;
  }
  let taken = 0;
  bar.hidden = false;
  for (const [number, file] of files.entries()) {
    const place = { name: file.name, number: number + 1, total: files.length };
    line.textContent = filled(words.sending, place);
    bar.value = number / files.length;
    const reply = await send(file, (percent) => {
      bar.value = (number + percent / 100) / files.length;
    });
    if (reply.status === 200) {
      taken += 1;
    } else {
      const item = document.createElement("li");
      item.textContent = `${file.name}: ${refusal(reply, words)}`;
      list.append(item);
    }
  }
  bar.hidden = true;
  line.textContent = filled(words.sent, { taken, total: files.length });
  form.reset();
  trigger("kb_uploaded", {});
}

element.addEventListener("submit", async (event) => {
  if (!event.target.matches(".kb-upload")) return;
  event.preventDefault();
  if (isSending) return;
  isSending = true;
  await sendAll(event.target);
  isSending = false;
});
