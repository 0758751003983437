// Makes the pages live. Everything here also works without it: forms are sent, pages are loaded.
const reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;
const main = document.querySelector("main");
const messages = document.querySelector("[data-messages]");
const replies = document.querySelector("[data-reply]");
const here = main?.dataset.home ?? location.pathname;

function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content;
}

// Bars glide from where they were to where they are.
function glide(article, widths) {
  if (reduced) return;
  for (const fill of article.querySelectorAll("rect.fill")) {
    const before = widths.get(fill.dataset.option);
    const after = fill.getAttribute("width");
    if (before === undefined || before === after) continue;
    fill.style.width = `${before}px`;
    fill.getBoundingClientRect();
    fill.style.width = `${after}px`;
  }
}

function focusKey(article) {
  const active = document.activeElement;
  if (!article.contains(active)) return null;
  if (active.name === "choice") return `[name="choice"][value="${CSS.escape(active.value)}"]`;
  if (active.name === "withdraw") return '[name="withdraw"], [name="choice"]';
  return active.id ? `#${CSS.escape(active.id)}` : null;
}

function swap(article, html, receipt) {
  const next = fragment(html).querySelector(".card");
  const old = article.querySelector(".card");
  if (!next || !old) return;
  if (!receipt && Number(next.dataset.version) < Number(old.dataset.version)) return;
  const widths = new Map([...old.querySelectorAll("rect.fill")].map((r) => [r.dataset.option, r.getAttribute("width")]));
  const focus = focusKey(article);
  const opened = [...old.querySelectorAll("details")].map((d) => d.open);
  const typed = old.querySelector('.adding input[name="label"]')?.value;
  const ticked = receipt ? null : [...old.querySelectorAll('input[type="checkbox"]')].map((box) => [box.value, box.checked]);
  const note = old.querySelector("[data-receipt]");
  const slot = next.querySelector("[data-receipt]");
  if (receipt && note) {
    const p = document.createElement("p");
    p.className = `note ${receipt.tone}`;
    p.dir = "auto";
    p.textContent = receipt.text;
    note.replaceChildren(p);
  }
  slot.replaceWith(note); // the same element stays, so that screen readers hear it change
  old.replaceWith(next);
  next.querySelectorAll("details").forEach((d, i) => { d.open = opened[i] ?? false; });
  if (typed) { const again = next.querySelector('.adding input[name="label"]'); if (again) again.value = typed; }
  for (const [value, checked] of ticked ?? []) {
    const box = next.querySelector(`input[type="checkbox"][value="${CSS.escape(value)}"]`);
    if (box) box.checked = checked;
  }
  glide(next, widths);
  if (focus) next.querySelector(focus)?.focus({ preventScroll: true });
}

async function refresh(article) {
  const linked = article.dataset.linked ? "&linked=1" : "";
  const answer = await fetch(`/p/${article.dataset.card}/card?back=${encodeURIComponent(here)}${linked}`);
  if (!answer.ok) return;
  const html = await answer.text();
  const closed = article.querySelector(".card")?.classList.contains("open") && /class="card closed"/.test(html);
  swap(article, html, null);
  if (closed && document.body.classList.contains("poll")) await addCharts(article);
}

async function addCharts(article) {
  const answer = await fetch(location.pathname);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const charts = page.querySelector(".charts");
  if (answer.ok && charts && !document.querySelector(".charts")) article.after(document.importNode(charts, true));
}

// Many changes at once ask only once, and never while an earlier question is under way.
const waiting = new Map();
function soon(key, work) {
  const state = waiting.get(key) ?? { running: false, again: false };
  waiting.set(key, state);
  if (state.running) { state.again = true; return; }
  state.running = true;
  work().catch(() => {}).finally(() => {
    state.running = false;
    if (state.again) { state.again = false; soon(key, work); }
  });
}

function atBottom() {
  return innerHeight + scrollY > document.documentElement.scrollHeight - 120;
}

async function newMessages() {
  const last = messages.lastElementChild?.dataset.number ?? 0;
  const answer = await fetch(`${here}/messages?after=${last}`);
  if (!answer.ok) return;
  const content = fragment(await answer.text());
  const known = new Set([...messages.children].map((li) => li.dataset.number));
  const follow = atBottom();
  for (const line of [...content.children]) {
    if (!known.has(line.dataset.number)) messages.append(line);
  }
  document.querySelector(".empty")?.remove();
  if (follow) scrollTo({ top: document.documentElement.scrollHeight, behavior: reduced ? "auto" : "smooth" });
}

function listen(url) {
  const source = new EventSource(url);
  source.addEventListener("open", () => {
    if (messages) soon("messages", newMessages);
    for (const article of document.querySelectorAll("[data-card]")) soon(article.id || article.dataset.card, () => refresh(article));
  });
  source.addEventListener("room", () => soon("messages", newMessages));
  source.addEventListener("poll", (event) => {
    const { poll } = JSON.parse(event.data);
    for (const article of document.querySelectorAll(`[data-card="${CSS.escape(poll)}"]`)) soon(poll, () => refresh(article));
  });
  addEventListener("pagehide", () => source.close());
}

async function send(form, submitter, kind) {
  const body = new URLSearchParams(new FormData(form, submitter));
  const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Fragment": kind } });
  if (answer.redirected || !answer.headers.get("content-type")) { location.assign(answer.url); return null; }
  return answer;
}

async function explain(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("main p")?.textContent ?? String(answer.status);
}

async function vote(form, submitter) {
  const article = form.closest("[data-card]");
  submitter?.classList.add("sending");
  try {
    const answer = await send(form, submitter, "card");
    if (!answer) return;
    if (!answer.ok) {
      swap(article, article.innerHTML, { text: await explain(answer), tone: "error" });
      return;
    }
    const { receipt, html } = await answer.json();
    swap(article, html ?? article.innerHTML, receipt);
  } catch {
    form.submit(); // no connection for the script: let the browser say so in its own words
  } finally {
    submitter?.classList.remove("sending");
  }
}

async function say(form, submitter) {
  const box = form.querySelector("textarea[name=text]");
  const quick = submitter?.matches("[name=quick]");
  const typed = box?.value ?? "";
  const sending = send(form, submitter, "reply");
  const nonce = form.querySelector("[name=event]");
  if (box && !quick) { box.value = ""; grow(box); } // at once: what is typed meanwhile must not be swept away
  if (box && nonce) nonce.value = [...crypto.getRandomValues(new Uint8Array(16))].map((n) => (n % 32).toString(32)).join("");
  let answer;
  try { answer = await sending; } catch { giveBack(box, typed); throw new Error("not sent"); }
  if (!answer) return;
  const html = answer.ok ? await answer.text() : "";
  const failed = !answer.ok || answer.headers.get("x-outcome") === "error";
  if (html || !answer.ok) {
    const div = document.createElement("div");
    div.className = "answer";
    if (answer.ok) div.append(fragment(html));
    else { const p = document.createElement("p"); p.className = "note error"; p.textContent = await explain(answer); div.append(p); }
    replies.replaceChildren(div);
    div.scrollIntoView({ block: "nearest", behavior: reduced ? "auto" : "smooth" });
    div.querySelector("form.guided input:not([type=hidden])")?.focus();
  } else replies.replaceChildren();
  if (failed && !quick) giveBack(box, typed);
  soon("messages", newMessages);
}

// What could not be done stays in the box, to be put right.
function giveBack(box, typed) {
  if (box && !box.value) { box.value = typed; grow(box); }
}

function grow(box) {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, innerHeight / 3)}px`;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-vote]")) { event.preventDefault(); vote(form, event.submitter); }
  else if (form.matches("[data-say]") && replies) { event.preventDefault(); say(form, event.submitter).catch(() => {}); }
});

const composer = document.querySelector("[data-composer] textarea");
if (composer) {
  composer.addEventListener("input", () => grow(composer));
  composer.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); composer.form.requestSubmit(); }
  });
  grow(composer);
  if (!location.hash && messages) scrollTo(0, document.documentElement.scrollHeight);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).value);
    button.textContent = button.dataset.copied;
  });
}

if (main?.dataset.live) listen(main.dataset.live);
