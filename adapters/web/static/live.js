// Makes the pages live. Everything here also works without it: forms are sent, pages are loaded.
const reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;
const main = document.querySelector("main");
const messages = document.querySelector("[data-messages]");
const replies = document.querySelector("[data-reply]");
const here = main?.dataset.home ?? location.pathname;
const offline = document.body.dataset.offline;

// Read out when it suits the listener; the picture on the screen says it already.
function announce(words) {
  const place = document.querySelector("[data-announce]");
  if (place && words) place.textContent = words.trim().slice(0, 300);
}

const pause = (most) => new Promise((done) => { setTimeout(done, Math.random() * most); });

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
  if (active.dataset.key) return `[data-key="${CSS.escape(active.dataset.key)}"]`;
  if (active.name?.startsWith("mark-")) return `[name="${CSS.escape(active.name)}"]${active.type === "radio" ? `[value="${CSS.escape(active.value)}"]` : ""}`;
  if (active.name === "choice") return `[name="choice"][value="${CSS.escape(active.value)}"]`;
  if (active.name === "withdraw") return '[name="withdraw"], [name="choice"]';
  return active.id ? `#${CSS.escape(active.id)}` : null;
}

// What is filled in and not sent yet; nothing where it is as the page came.
const fields = (card) => [...card.querySelectorAll('[data-vote] :is(input:not([type="hidden"]), select)')];
const ticks = (field) => field.type === "checkbox" || field.type === "radio";
const nameOf = (field) => (ticks(field) ? `${field.name} ${field.value}` : field.name);
function filledIn(card) {
  const changed = (field) => (ticks(field) ? field.checked !== field.defaultChecked
    : field.value !== (field.options ? [...field.options].find((option) => option.defaultSelected)?.value ?? "" : field.defaultValue));
  const all = fields(card);
  return all.some(changed) ? all.map((field) => [nameOf(field), ticks(field) ? field.checked : field.value]) : [];
}

function fillIn(card, filled) {
  const known = new Map(filled);
  for (const field of fields(card)) {
    if (known.has(nameOf(field))) field[ticks(field) ? "checked" : "value"] = known.get(nameOf(field));
  }
}

// What is typed beside the ballot.
const WORDS = ['.adding input[name="label"]', '.why textarea'];

// Papers are told of what came, since some of what they show is put together here.
const drawn = (place) => place.dispatchEvent(new CustomEvent("drawn", { bubbles: true }));

function swap(article, html, receipt) {
  const next = fragment(html).querySelector(".card");
  const old = article.querySelector(".card");
  if (!next || !old) return;
  if (!receipt && Number(next.dataset.version) < Number(old.dataset.version)) return;
  const widths = new Map([...old.querySelectorAll("rect.fill")].map((r) => [r.dataset.option, r.getAttribute("width")]));
  const focus = focusKey(article);
  const opened = [...old.querySelectorAll("details")].map((d) => d.open);
  const typed = new Map(WORDS.map((field) => [field, old.querySelector(field)]).filter(([, it]) => it && it.value !== it.defaultValue));
  const filled = receipt && receipt.tone !== "error" ? [] : filledIn(old);
  const note = old.querySelector("[data-receipt]");
  const slot = next.querySelector("[data-receipt]");
  if (receipt && note) {
    const p = document.createElement("p");
    p.className = `note ${receipt.tone}`;
    p.dir = "auto";
    p.textContent = receipt.text;
    note.replaceChildren(p);
  }
  const status = next.querySelector(".status")?.textContent;
  if (next.className !== old.className) announce(`${next.querySelector(".question").textContent}: ${status}`);
  slot.replaceWith(note); // the same element stays, so that screen readers hear it change
  old.replaceWith(next);
  next.querySelectorAll("details").forEach((d, i) => { d.open = opened[i] ?? false; });
  for (const [field, it] of typed) { const again = next.querySelector(field); if (again) again.value = it.value; }
  fillIn(next, filled);
  drawn(next);
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
  for (let more = true; more;) more = await nextMessages();
}

async function nextMessages() {
  const last = messages.lastElementChild?.dataset.number ?? 0;
  const answer = await fetch(`${here}/messages?after=${last}`);
  if (!answer.ok) return false;
  const content = fragment(await answer.text());
  const known = new Set([...messages.children].map((li) => li.dataset.number));
  const follow = atBottom();
  for (const line of [...content.children]) {
    if (known.has(line.dataset.number)) continue;
    // a note that is kept up to date comes anew, and the one before makes room for it
    const older = line.dataset.panel && messages.querySelector(`[data-panel="${CSS.escape(line.dataset.panel)}"]`);
    older?.remove();
    messages.append(line);
    if (older) continue;
    if (!line.classList.contains("own")) announce(`${line.querySelector(".who").textContent}: ${line.querySelector(".question, .words")?.textContent ?? ""}`);
  }
  document.querySelector(".empty")?.remove();
  drawn(messages);
  if (follow) scrollTo({ top: document.documentElement.scrollHeight, behavior: reduced ? "auto" : "smooth" });
  return answer.headers.has("X-More");
}

function lookAgain(poll, version, spread) {
  for (const article of document.querySelectorAll(poll ? `[data-card="${CSS.escape(poll)}"]` : "[data-card]")) {
    if (version && Number(article.querySelector(".card")?.dataset.version) >= version) continue;
    const place = article.closest("li")?.id ?? "";
    soon(`${place} ${article.dataset.card}`, async () => { await pause(spread); await refresh(article); });
  }
}

// The page says from where on; after that, the stream's own marks do, also across a page kept by the browser.
let mark = "";
let stream = null;
function listen(patience = 1000) {
  const url = new URL(main.dataset.live, location);
  if (mark) url.searchParams.set("since", mark);
  const source = stream = new EventSource(url);
  const on = (name, act) => source.addEventListener(name, (event) => {
    mark = event.lastEventId || mark;
    act(JSON.parse(event.data));
  });
  source.addEventListener("open", () => { patience = 1000; });
  on("room", async ({ spread }) => { await pause(spread); if (messages) soon("messages", newMessages); });
  on("poll", ({ poll, version, spread }) => lookAgain(poll, version, spread));
  on("anything", ({ spread }) => {
    if (messages) soon("messages", newMessages);
    lookAgain(null, 0, spread);
  });
  // the browser tries again by itself while a server answers as a stream should; not after a refusal
  source.addEventListener("error", () => {
    if (source.readyState !== EventSource.CLOSED || source !== stream) return;
    setTimeout(() => { if (source === stream) listen(Math.min(patience * 2, 60000)); }, patience * (0.5 + Math.random()));
  });
}

async function post(action, body, kind) {
  const answer = await fetch(action, { method: "POST", body, headers: { "X-Fragment": kind } });
  if (answer.redirected || !answer.headers.get("content-type")) { location.assign(answer.url); return null; }
  return answer;
}

async function explain(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("main p")?.textContent ?? String(answer.status);
}

// One ballot of a poll at a time, so that of several quick taps the last one stands; those between are never sent.
const voting = new Map();
async function vote(form, submitter) {
  const article = form.closest("[data-card]");
  const poll = article.dataset.card;
  const wish = { article, form, submitter, body: new URLSearchParams(new FormData(form, submitter)) };
  submitter?.classList.add("sending");
  if (voting.has(poll)) { voting.set(poll, wish); return; }
  for (let now = wish; now; now = voting.get(poll)) {
    voting.set(poll, null);
    await cast(now);
  }
  voting.delete(poll);
}

async function cast({ article, form, submitter, body }) {
  try {
    const answer = await post(form.action, body, "card");
    if (!answer) return;
    if (!answer.ok) {
      swap(article, article.innerHTML, { text: await explain(answer), tone: "error" });
      return;
    }
    const { receipt, html } = await answer.json();
    swap(article, html ?? article.innerHTML, receipt);
  } catch {
    swap(article, article.innerHTML, { text: offline, tone: "error" });
  } finally {
    submitter?.classList.remove("sending");
  }
}

async function say(form, submitter) {
  const box = form.querySelector("textarea[name=text]");
  const quick = submitter?.matches("[name=quick]");
  const typed = box?.value ?? "";
  const sending = post(form.action, new URLSearchParams(new FormData(form, submitter)), "reply");
  const nonce = form.querySelector("[name=event]");
  const sent = nonce?.value;
  if (box && !quick) { box.value = ""; grow(box); } // at once: what is typed meanwhile must not be swept away
  if (box && nonce) nonce.value = [...crypto.getRandomValues(new Uint8Array(16))].map((n) => (n % 32).toString(32)).join("");
  let answer;
  try { answer = await sending; } catch {
    // it may have arrived: sent again, it must not count again
    if (!quick && giveBack(box, typed)) nonce.value = sent;
    const p = document.createElement("p");
    p.className = "note error";
    p.textContent = offline;
    replies.replaceChildren(p);
    return;
  }
  if (!answer) return;
  const html = answer.ok ? await answer.text() : "";
  const failed = !answer.ok || answer.headers.get("x-outcome") === "error";
  if (html || !answer.ok) {
    const div = document.createElement("div");
    div.className = "answer";
    if (answer.ok) div.append(fragment(html));
    else { const p = document.createElement("p"); p.className = "note error"; p.textContent = await explain(answer); div.append(p); }
    replies.replaceChildren(div);
    drawn(div);
    div.scrollIntoView({ block: "nearest", behavior: reduced ? "auto" : "smooth" });
    div.querySelector("form.guided input:not([type=hidden])")?.focus();
  } else replies.replaceChildren();
  if (failed && !quick) giveBack(box, typed);
  soon("messages", newMessages);
}

// What could not be done stays in the box, to be put right.
function giveBack(box, typed) {
  if (!box || box.value) return false;
  box.value = typed;
  grow(box);
  return true;
}

function grow(box) {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, innerHeight / 3)}px`;
}

// Commands that begin as what is typed: arrows choose, Tab or Enter takes, Escape leaves. Focus stays in the box.
function suggestions(box) {
  const commands = [...document.querySelectorAll("[data-hints] button")].map((chip) => [chip.value, chip.title]);
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", document.querySelector("[data-hints]").getAttribute("aria-label"));
  list.hidden = true;
  box.closest(".line").before(list);
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  let at = -1;
  const mark = (next) => {
    list.children[at]?.setAttribute("aria-selected", "false");
    at = next;
    const now = list.children[at];
    now?.setAttribute("aria-selected", "true");
    now?.scrollIntoView({ block: "nearest" });
    if (now) box.setAttribute("aria-activedescendant", now.id);
    else box.removeAttribute("aria-activedescendant");
  };
  const close = () => { list.hidden = true; mark(-1); };
  const take = (command) => { box.value = `${command} `; close(); box.focus(); };
  box.addEventListener("input", () => {
    const typed = box.value;
    const found = /^\/[\w-]*$/.test(typed) ? commands.filter(([name]) => name.startsWith(typed.toLowerCase())) : [];
    mark(-1);
    list.replaceChildren(...found.map(([name, help], number) => {
      const option = document.createElement("li");
      option.setAttribute("role", "option");
      option.id = `suggestion-${number}`;
      option.setAttribute("aria-selected", "false");
      const strong = document.createElement("strong");
      strong.textContent = name;
      option.append(strong, ` ${help}`);
      option.addEventListener("mousedown", (event) => { event.preventDefault(); take(name); });
      return option;
    }));
    list.hidden = !found.length || (found.length === 1 && found[0][0] === typed);
  });
  box.addEventListener("blur", close);
  return (event) => {
    if (list.hidden || event.isComposing) return false;
    const count = list.children.length;
    if (event.key === "ArrowDown") mark((at + 1) % count);
    else if (event.key === "ArrowUp") mark((at <= 0 ? count : at) - 1);
    else if (event.key === "Escape") close();
    else if ((event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) && at >= 0) take(list.children[at].querySelector("strong").textContent);
    else return false;
    event.preventDefault();
    return true;
  };
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-vote]")) { event.preventDefault(); vote(form, event.submitter); }
  else if (form.matches("[data-say]") && replies) { event.preventDefault(); say(form, event.submitter); }
});

const composer = document.querySelector("[data-composer] textarea");
if (composer) {
  composer.addEventListener("input", () => grow(composer));
  const offer = suggestions(composer);
  composer.addEventListener("keydown", (event) => {
    if (offer(event)) return;
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

// A list that is in a file is read here and sent as if it had been typed.
for (const chooser of document.querySelectorAll("[data-file]")) {
  const box = document.getElementById(chooser.dataset.file);
  chooser.hidden = chooser.previousElementSibling.hidden = false;
  chooser.addEventListener("change", async () => {
    const [file] = chooser.files;
    if (!file) return;
    const bytes = new Uint8Array(await file.arrayBuffer());
    const marked = (bytes[0] === 0xff && bytes[1] === 0xfe) ? "utf-16le" : (bytes[0] === 0xfe && bytes[1] === 0xff) ? "utf-16be" : "utf-8";
    try { box.value = new TextDecoder(marked, { fatal: true }).decode(bytes); }
    catch { box.value = new TextDecoder("windows-1252").decode(bytes); }
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// A page that nobody looks at keeps no stream: a browser has six connections to a site, and voting needs one of them.
if (main?.dataset.live) {
  const look = () => {
    const wanted = document.visibilityState === "visible";
    if (wanted && !stream) listen();
    if (!wanted && stream) { stream.close(); stream = null; }
  };
  look();
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", () => { stream?.close(); stream = null; });
  addEventListener("pageshow", look);
}
