// Checks a published file of ballots in this browser: recounts it, seals every ballot anew, recomputes the log's roots.
// It needs no server and no other script, and works in a page opened from disk. The checks are those of
// bot/domain/verification.py, in the same order; the hashing is written out, since browsers offer theirs on https only.
"use strict";
(() => {
  const words = JSON.parse(document.getElementById("words").textContent);
  const paperWords = JSON.parse(document.getElementById("paper-words").textContent);
  const place = document.querySelector("[data-verify]");
  const part = (name) => place.querySelector(`[data-${name}]`);
  const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
  const say = (name, values = {}) => fill(words[name], values);
  const listed = new Intl.ListFormat(language);
  const number = new Intl.NumberFormat(language);
  const moment = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" });

  // ---------------------------------------------------------------- SHA-256 (FIPS 180-4) and HMAC (RFC 2104)

  const K = new Int32Array(64);
  const START = new Int32Array(8);
  {
    const primes = [];
    for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
    const fraction = (value) => ((value - Math.floor(value)) * 2 ** 32) | 0;
    primes.forEach((p, i) => { K[i] = fraction(Math.cbrt(p)); });
    primes.slice(0, 8).forEach((p, i) => { START[i] = fraction(Math.sqrt(p)); });
  }
  const W = new Int32Array(64);

  function block(state, bytes, at) {
    for (let i = 0; i < 16; i++, at += 4) W[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
    for (let i = 16; i < 64; i++) {
      const x = W[i - 15], y = W[i - 2];
      const s = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const t = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      W[i] = (W[i - 16] + s + W[i - 7] + t) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const s = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t = (h + s + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
      const u = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const v = (u + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + t) | 0; d = c; c = b; b = a; a = (t + v) | 0;
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
  }

  function sha256(bytes) {
    const padded = new Uint8Array(((bytes.length + 72) >> 6) << 6);
    padded.set(bytes);
    padded[bytes.length] = 0x80;
    new DataView(padded.buffer).setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n);
    const state = START.slice();
    for (let at = 0; at < padded.length; at += 64) block(state, padded, at);
    const out = new Uint8Array(32);
    const view = new DataView(out.buffer);
    for (let i = 0; i < 8; i++) view.setInt32(i * 4, state[i]);
    return out;
  }

  function joined(...parts) {
    const out = new Uint8Array(parts.reduce((size, each) => size + each.length, 0));
    let at = 0;
    for (const each of parts) { out.set(each, at); at += each.length; }
    return out;
  }

  function hmac(key, message) { // of keys that are no longer than a block
    const inner = new Uint8Array(64).fill(0x36);
    const outer = new Uint8Array(64).fill(0x5c);
    key.forEach((byte, i) => { inner[i] ^= byte; outer[i] ^= byte; });
    return sha256(joined(outer, sha256(joined(inner, message))));
  }

  // ---------------------------------------------------------------- the tree (RFC 6962, 2.1), leaves and codes

  const LEAF = Uint8Array.of(0), NODE = Uint8Array.of(1);
  const nodeOf = (left, right) => sha256(joined(NODE, left, right));

  class Growing {
    constructor() { this.size = 0; this.full = []; }
    append(leaf) {
      let node = sha256(joined(LEAF, leaf));
      for (let size = this.size; size % 2; size = (size - 1) / 2) node = nodeOf(this.full.pop(), node);
      this.full.push(node);
      this.size += 1;
    }
    root() {
      if (!this.full.length) return sha256(new Uint8Array());
      return this.full.reduceRight((node, left) => nodeOf(left, node));
    }
  }

  const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford's base 32
  const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const grouped = (letters) => letters.match(/.{4}/g).join("-");

  function codeOf(leaf) { // the first 80 bits of a leaf, written in hexadecimal
    let letters = "";
    for (let at = 0; at < 20; at += 5) {
      const bits = parseInt(leaf.slice(at, at + 5), 16);
      letters += ALPHABET[bits >> 15] + ALPHABET[(bits >> 10) & 31] + ALPHABET[(bits >> 5) & 31] + ALPHABET[bits & 31];
    }
    return grouped(letters);
  }

  function readCode(typed) {
    const letters = typed.replace(/[^\p{L}\p{N}]/gu, "").toLowerCase().replace(/[il]/g, "1").replace(/o/g, "0");
    return /^[0-9a-hjkmnp-tv-z]{16}$/.test(letters) ? grouped(letters) : null;
  }

  const leafOf = (key, poll, choices) => hmac(unhex(key), new TextEncoder().encode(JSON.stringify([poll, choices])));

  // ---------------------------------------------------------------- reading: only what is well-formed

  class Malformed extends Error {}
  const wrong = (name) => { throw new Malformed(name); };
  const isList = Array.isArray;
  const isRecord = (value) => typeof value === "object" && value !== null && !isList(value);
  const isText = (value) => typeof value === "string";
  const isHash = (value) => isText(value) && /^[0-9a-f]{64}$/.test(value);
  const isCount = (value) => Number.isSafeInteger(value) && value >= 0;

  function timeOf(value, name) {
    if (!isText(value) || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value) || value.startsWith("0000")) wrong(name);
    const at = new Date(value);
    // a day that its month does not have would be taken for one of the next month
    if (Number.isNaN(at.getTime()) || at.toISOString() !== value.replace("Z", ".000Z")) wrong(name);
    return at;
  }

  // The rules of a file: what bot/domain/ballot_rules.py takes, and nothing else.
  const PAPERS = ["star", "rating", "ranked", "runoff", "judgment", "points"];
  const METHODS = ["choice", "consent", "ratify", ...PAPERS];
  const PLAIN = { method: "choice" };

  function shareOf(value, below) { // [numerator, denominator] of "2/3"
    if (!isText(value) || !/^\d{1,9}(\/[1-9]\d{0,8})?$/.test(value)) wrong("counting");
    const [part, whole = 1] = value.split("/").map(Number);
    if (part > below * whole) wrong("counting");
    return [part, whole];
  }

  function readCounting(rules, options, papers) {
    if ((rules ?? null) === null && !papers) return PLAIN;
    const known = (value) => { if (!value) wrong("counting"); };
    known(isRecord(rules) && METHODS.includes(rules.method) && PAPERS.includes(rules.method) === papers);
    known(isCount(rules.points) && rules.points <= 80 && (rules.points > 0 || rules.method !== "points"));
    known(isCount(rules.tolerated) && typeof rules.binds === "boolean");
    known(rules.eligible === null || isCount(rules.eligible));
    known(rules.none === null || (isCount(rules.none) && rules.none >= 1 && rules.none <= options));
    const { threshold, quorum, option_quorum: each } = rules;
    known(isRecord(threshold) && ["cast", "eligible"].includes(threshold.base) && typeof threshold.more_than === "boolean");
    const [part, whole] = shareOf(threshold.share, 1);
    known(!(threshold.more_than && part === whole));
    known(isRecord(quorum) && isCount(quorum.voters));
    const [turnout] = shareOf(quorum.share, 1);
    known(each === null || (isRecord(each) && isCount(each.votes)));
    const [roots] = each ? shareOf(each.roots, Infinity) : [0];
    known(rules.eligible !== null || (threshold.base !== "eligible" && !turnout && !roots));
    return rules;
  }

  function read(bytes) {
    let file;
    try {
      const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
      // fractions and exponents stand for no count, though JSON.parse would round them to one
      if (/[.eE]/.test(text.replace(/"(?:[^"\\]|\\.)*"|true|false|null/g, ""))) wrong("format");
      file = JSON.parse(text);
    } catch { wrong("format"); }
    if (!isRecord(file) || !["ascolto-ballots-1", "ascolto-ballots-2"].includes(file.format)) wrong("format");
    const papers = file.format === "ascolto-ballots-2";
    if (!isText(file.poll) || !/^[0-9a-hjkmnp-tv-z]{8}$/.test(file.poll)) wrong("poll");
    if (!isText(file.question)) wrong("question");
    if (!papers && !isCount(file.most_choices)) wrong("most_choices");
    timeOf(file.closed_at, "closed_at");
    if (!isList(file.options) || !file.options.length || file.options.length > 50) wrong("options");
    file.options.forEach((each, i) => {
      if (!isRecord(each) || each.number !== i + 1 || !isText(each.label) || typeof each.removed !== "boolean") wrong("options");
      if (each.merged_into !== null && !(each.removed && isCount(each.merged_into) && each.merged_into !== each.number)) wrong("options");
      if (each.merged_into === undefined) wrong("options");
    });
    file = { ...file, papers, counting: readCounting(file.counting, file.options.length, papers) };
    if (!isList(file.leaves) || !file.leaves.every(isHash)) wrong("leaves");
    if (!isList(file.heads)) wrong("heads");
    for (const head of file.heads) {
      if (!isRecord(head) || !isCount(head.size) || !isHash(head.root)) wrong("heads");
      timeOf(head.at, "heads");
    }
    const draw = file.draw ?? null;
    if (draw !== null && !(isRecord(draw) && isHash(draw.promise) && isHash(draw.nonce))) wrong("draw");
    if ((file.ballots ?? null) === null && (file.tally ?? null) === null) return { ...file, ballots: null, tally: null };
    if (!isList(file.ballots)) wrong("ballots");
    for (const each of file.ballots) {
      if (!isList(each) || each.length !== 3 || !isCount(each[0]) || !isList(each[1]) || !each[1].every(isCount)) wrong("ballots");
      if (!isText(each[2]) || !/^[0-9a-f]{32}$/.test(each[2])) wrong("ballots");
    }
    if (!isRecord(file.tally) || !isCount(file.tally.voters) || !isList(file.tally.votes)) wrong("tally");
    for (const each of file.tally.votes) if (!isList(each) || each.length !== 2 || !each.every(isCount)) wrong("tally");
    if (new Set(file.tally.votes.map(([option]) => option)).size !== file.tally.votes.length) wrong("tally");
    return file;
  }

  // ---------------------------------------------------------------- checking

  const SHOWN = 5;
  const breathe = () => new Promise((go) => { setTimeout(go); });
  const finding = (check, bad) => ({ check, holds: !bad.length, wrong: bad.slice(0, SHOWN) });

  // On a paper each number is a mark: 100 * its value + the option's number.
  const optionOf = (choice) => choice % 100;
  const valueOf = (choice) => Math.floor(choice / 100);
  const ranks = (file) => ["ranked", "runoff"].includes(file.counting.method);
  const highest = (file) => ({ star: 6, rating: 5, judgment: 6, points: file.counting.points })[file.counting.method] ?? 99;
  const stands = (file, option) => file.options[option - 1]?.removed === false;

  function allows(file, choices) { // whether the ballot box could have taken it
    if (!choices.length || !choices.every((choice, i) => i === 0 || choices[i - 1] < choice)) return false;
    if (!file.papers) return choices.length <= file.most_choices && choices.every((choice) => choice >= 1 && choice <= file.options.length);
    const values = choices.map(valueOf);
    const most = highest(file);
    if (!choices.every((choice, i) => stands(file, optionOf(choice)) && values[i] >= 1 && values[i] <= most)) return false;
    if (new Set(choices.map(optionOf)).size < choices.length) return false;
    if (ranks(file)) return new Set(values).size === Math.max(...values); // no place is left out
    return file.counting.method !== "points" || values.reduce((sum, each) => sum + each, 0) <= file.counting.points;
  }

  function countedAs(file, choices) { // merged options as what they became, removed ones not at all
    if (file.papers) return allows(file, choices) ? choices : []; // papers are counted as they were filled in
    const counted = new Set();
    for (const choice of choices) {
      let option = file.options[choice - 1];
      for (let i = 0; i < file.options.length && option?.removed; i++) option = option.merged_into === null ? undefined : file.options[option.merged_into - 1];
      if (option && !option.removed) counted.add(option.number);
    }
    return [...counted].sort((a, b) => a - b);
  }

  async function verify(file, progress) {
    const steps = file.leaves.length + (file.ballots?.length ?? 0);
    let done = 0;
    const step = async () => { if (++done % 2000 === 0) { progress(done, steps); await breathe(); } };
    const codes = new Map();
    file.leaves.forEach((leaf, i) => { const code = codeOf(leaf); codes.set(code, [...(codes.get(code) ?? []), i]); });
    const findings = [finding("entries", [...codes.values()].filter((all) => all.length > 1).flat().sort((a, b) => a - b))];
    const votes = new Map(file.papers ? [] : file.options.filter((each) => !each.removed).map((each) => [each.number, 0]));
    let voters = 0;
    if (file.ballots) {
      const bad = [];
      let last = -1;
      for (const [position, choices, key] of file.ballots) {
        const holds = last < position && position < file.leaves.length
          && allows(file, choices)
          && hex(leafOf(key, file.poll, choices)) === file.leaves[position];
        if (!holds) bad.push(position);
        last = Math.max(last, position);
        const counted = countedAs(file, choices);
        voters += counted.length ? 1 : 0;
        for (const choice of counted) votes.set(choice, (votes.get(choice) ?? 0) + 1);
        await step();
      }
      findings.push(finding("ballots", bad));
      const said = new Map(file.tally.votes);
      const unsaid = file.papers ? 0 : undefined; // a mark that is not named was never given
      const differing = [...new Set([...votes.keys(), ...said.keys()])].filter((each) => (votes.get(each) ?? unsaid) !== (said.get(each) ?? unsaid));
      const off = [...new Set(file.papers ? differing.map(optionOf) : differing)].sort((a, b) => a - b);
      findings.push({ ...finding("count", off), holds: !off.length && voters === file.tally.voters });
    }
    const log = new Growing();
    const wanted = new Set(file.heads.map((head) => head.size));
    const roots = new Map(wanted.has(0) ? [[0, hex(log.root())]] : []);
    for (const leaf of file.leaves) {
      log.append(unhex(leaf));
      if (wanted.has(log.size)) roots.set(log.size, hex(log.root()));
      await step();
    }
    const root = hex(log.root());
    const earlier = file.heads.slice(0, -1);
    const final = file.heads.at(-1);
    const bad = earlier.filter((head) => roots.get(head.size) !== head.root).map((head) => head.size);
    file.heads.forEach((head, i) => {
      const before = file.heads[i - 1];
      if (before && (head.size <= before.size || timeOf(head.at) < timeOf(before.at))) bad.push(head.size);
    });
    findings.push({ check: "root", holds: Boolean(final) && final.size === file.leaves.length && final.root === root, wrong: [] });
    findings.push(finding("heads", bad));
    if (file.draw) findings.push({ check: "draw", holds: hex(sha256(unhex(file.draw.nonce))) === file.draw.promise, wrong: [] });
    return { file, findings, root, voters, votes, codes, holds: findings.every((each) => each.holds) };
  }

  // ---------------------------------------------------------------- showing

  function element(name, text, className = "") {
    const made = document.createElement(name);
    made.textContent = text;
    made.className = className;
    return made;
  }

  const markName = (file, value) => paperWords.marks[file.counting.method][value - 1];

  function piece(file, choice) { // "1. Lake", "Lake: 4 of 5"; the number where there are no words for it
    const value = valueOf(choice);
    const label = file.options[optionOf(choice) - 1]?.label;
    if (label === undefined || value < 1 || value > highest(file)) return String(choice);
    return ranks(file) ? fill(paperWords.places[value - 1], { label }) : fill(paperWords.marked, { label, mark: markName(file, value) });
  }

  function labelled(file, choices) {
    if (!file.papers) return listed.format(choices.map((choice) => file.options[choice - 1]?.label ?? String(choice)));
    // a ranking stands in its own order, a sheet of marks in the poll's
    const inOrder = ranks(file) ? choices : [...choices].sort((a, b) => optionOf(a) - optionOf(b));
    return listed.format(inOrder.map((choice) => piece(file, choice)));
  }

  function receiptNote(found, typed) {
    const { file } = found;
    const code = readCode(typed);
    if (!code) return ["error", say("no_code")];
    const places = found.codes.get(code) ?? [];
    if (!places.length) return ["error", say("absent", { code })];
    if (places.length > 1) return ["error", say("twice", { code })];
    const entry = ` ${say("place", { place: number.format(places[0] + 1), size: number.format(file.leaves.length) })}`;
    if (!file.ballots) return ["", say("sealed", { code }) + entry];
    const ballot = file.ballots.find(([position]) => position === places[0]);
    if (!ballot) return ["", say("not_counted", { code }) + entry];
    const counted = countedAs(file, ballot[1]);
    const values = { code, choices: labelled(file, ballot[1]), counted: labelled(file, counted) };
    if (file.papers) return counted.length ? ["done", say("counted_paper", values) + entry] : ["error", say("spoilt", values) + entry];
    if (!counted.length) return ["", say("counted_for_none", values) + entry];
    return ["done", say(counted.join() === ballot[1].join() ? "counted" : "counted_as", values) + entry];
  }

  const rootNote = (found, typed) => found.file.heads.some((head) => head.root === typed.replace(/\s/g, "").toLowerCase())
    ? ["done", say("noted")] : ["error", say("noted_wrong")];

  function note(name, said) {
    const slot = part(name);
    if (!said) { slot.replaceChildren(); return; }
    const [tone, text] = said;
    const p = element("p", text, `note ${tone}`);
    p.dir = "auto";
    slot.replaceChildren(p);
  }

  // the whole track is everybody who voted, as on the cards and charts
  function row(option, votes, voters, given = []) {
    const tr = document.createElement("tr");
    const label = element("th", option.label);
    label.scope = "row";
    label.dir = "auto";
    const meter = document.createElement("span");
    meter.className = "share-bar";
    const fill = document.createElement("span");
    fill.style.width = `${voters ? (100 * votes) / voters : 0}%`;
    meter.append(fill);
    label.append(meter);
    if (given.length) {
      const marks = document.createElement("ul");
      marks.className = "given";
      marks.append(...given.map((each) => element("li", each)));
      label.append(marks);
    }
    tr.append(label, element("td", number.format(votes)));
    return tr;
  }

  function paperRow(found, option) { // how often each mark was given, the best first
    const { file } = found;
    const marks = Array.from({ length: highest(file) }, (_, i) => [i + 1, found.votes.get(100 * (i + 1) + option.number) ?? 0]).filter(([, times]) => times);
    const bestFirst = ranks(file) ? marks : [...marks].reverse();
    const ballots = marks.reduce((sum, [, times]) => sum + times, 0);
    return row(option, ballots, found.voters, bestFirst.map(([value, times]) => say("mark", { mark: markName(file, value), times: number.format(times) })));
  }

  function show(found) {
    const { file } = found;
    const verdict = part("verdict");
    verdict.className = `verdict ${found.holds ? "good" : "bad"}`;
    verdict.replaceChildren(element("strong", say(found.holds ? "all_holds" : "not_all")), element("span", say(found.holds ? "holds" : "fails")));
    part("of").textContent = say("of", { question: file.question, at: moment.format(timeOf(file.closed_at)) });
    const recount = say(found.voters > 1 ? "recount_many" : found.voters ? "recount_one" : "recount_none", { voters: number.format(found.voters) });
    part("recount").textContent = file.ballots ? recount : say("unopened");
    const rows = file.options.filter((option) => !option.removed)
      .map((option) => (file.papers ? paperRow(found, option) : row(option, found.votes.get(option.number), found.voters)));
    part("counts").textContent = say(file.papers ? "papers" : "votes");
    part("votes").replaceChildren(...(file.ballots ? rows : []));
    part("table").hidden = !file.ballots;
    part("outcome").hidden = !file.ballots || file.counting === PLAIN;
    part("checks").replaceChildren(...found.findings.map((each) => {
      const from = each.check === "count" || each.check === "heads" ? 0 : 1; // entries are counted from 1 where people read them
      const where = each.wrong.map((at) => number.format(at + from)).join(", ") || "–";
      return element("li", say(each.holds ? each.check : `${each.check}_wrong`, { where, promise: file.draw?.promise }), each.holds ? "good" : "bad");
    }));
    part("root").textContent = found.root;
    for (const name of ["result", "lookup", "details"]) part(name).hidden = false;
  }

  // ---------------------------------------------------------------- files coming in

  let current = null;
  let turn = 0;

  function complain(text) {
    current = null;
    for (const name of ["result", "lookup", "details"]) part(name).hidden = true;
    note("progress", ["error", text]);
  }

  async function check(name, bytes, mine) {
    part("name").textContent = name;
    note("said", null);
    note("compared", null);
    let file;
    try {
      file = read(bytes);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      complain(error.message === "format" ? say("not_a_file") : `${say("malformed")} (${error.message})`);
      return;
    }
    const found = await verify(file, (done, size) => {
      if (mine === turn) part("progress").textContent = say("done", { done: number.format(done), size: number.format(size) });
    });
    if (mine !== turn) return; // another file was chosen meanwhile
    part("progress").replaceChildren();
    current = found;
    show(found);
    if (part("code").value) note("said", receiptNote(found, part("code").value));
  }

  async function choose(name, source) {
    const mine = ++turn;
    part("progress").textContent = say("checking");
    await breathe();
    let bytes;
    try {
      bytes = await source();
    } catch {
      if (mine === turn) complain(say("no_answer"));
      return;
    }
    if (mine === turn) await check(name, bytes, mine);
  }

  async function chosen(file) {
    await choose(file.name, async () => new Uint8Array(await file.arrayBuffer()));
    // its verdict may stand far above where it was chosen
    (current ? part("verdict") : part("progress")).scrollIntoView({ block: "center" });
  }

  part("choose").addEventListener("change", (event) => { if (event.target.files[0]) chosen(event.target.files[0]); });
  const zone = part("drop");
  for (const kind of ["dragover", "drop"]) {
    document.addEventListener(kind, (event) => {
      event.preventDefault(); // a file dropped beside the zone must not replace the page
      zone.classList.toggle("over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files[0]) chosen(event.dataTransfer.files[0]);
    });
  }
  document.addEventListener("dragleave", () => zone.classList.remove("over"));
  part("lookup").addEventListener("submit", (event) => {
    event.preventDefault();
    if (current) note("said", receiptNote(current, part("code").value));
  });
  part("compare").addEventListener("submit", (event) => {
    event.preventDefault();
    if (current) note("compared", rootNote(current, part("noted").value));
  });
  document.querySelector("[data-no-script]").remove();
  place.hidden = false;
  const own = place.dataset.ballots;
  if (own) {
    choose(say("own"), async () => {
      const answer = await fetch(own);
      if (!answer.ok) throw new Error(String(answer.status));
      return new Uint8Array(await answer.arrayBuffer());
    });
  }
})();
