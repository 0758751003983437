// Papers that rank or share points, by tapping. The fields of the form hold what is filled in, also without this script;
// here they are only set, and what follows from them is shown.
document.documentElement.classList.add("scripted");

const ranksOf = (paper) => [...paper.querySelectorAll("select")];
const rank = (select) => Number(select.value);
const highest = (selects) => Math.max(0, ...selects.map(rank));
const labelOf = (select) => select.closest(".row").querySelector(".label").textContent;

// Without gaps; options at one place stay together.
function close(selects) {
  const ranks = [...new Set(selects.map(rank))].filter(Boolean).sort((a, b) => a - b);
  for (const select of selects) select.value = rank(select) ? String(ranks.indexOf(rank(select)) + 1) : "";
}

function give(select, selects) {
  select.value = rank(select) ? "" : String(highest(selects) + 1);
}

const tied = (select, selects) => selects.some((other) => other !== select && rank(select) > 0 && rank(other) === rank(select));

function move(select, by, selects) {
  const here = rank(select);
  const there = here + by;
  if (tied(select, selects)) {
    // of several at one place, which a form can say, one goes alone: just above or just below the others
    for (const other of selects) {
      if (other !== select && rank(other) >= (by < 0 ? here : here + 1)) other.value = String(rank(other) + 1);
    }
    select.value = String(by < 0 ? here : there);
  } else if (there >= 1 && there <= highest(selects)) {
    for (const other of selects) if (rank(other) === there) other.value = String(here);
    select.value = String(there);
  }
}

function undo(selects) {
  const last = highest(selects);
  for (const select of selects) if (rank(select) === last) select.value = "";
}

const points = (field) => Math.max(0, Math.trunc(Number(field.value)) || 0);
const budgetOf = (paper) => Number(paper.querySelector("input[type=number]").max);
const shared = (paper) => [...paper.querySelectorAll("input[type=number]")].reduce((sum, field) => sum + points(field), 0);

function step(field, by, paper) {
  const left = budgetOf(paper) - shared(paper);
  if (by > 0 && left < 1) return;
  const wanted = Math.max(0, points(field) + by);
  field.value = wanted ? String(wanted) : "";
}

const can = (button, may) => button.setAttribute("aria-disabled", may ? "false" : "true");

function tell(place, words) {
  if (place.textContent !== words) place.textContent = words;
}

function showRanks(form, paper) {
  const selects = ranksOf(paper);
  const last = highest(selects);
  for (const select of selects) {
    const row = select.closest(".row");
    const own = rank(select);
    const place = row.querySelector("[data-place]");
    row.classList.toggle("chosen", own > 0);
    place.setAttribute("aria-pressed", own ? "true" : "false");
    place.querySelector(".badge").textContent = own || "";
    place.querySelector("[data-said]").textContent = own ? select.selectedOptions[0].text : "";
    can(row.querySelector('[data-move="-1"]'), own > 1 || tied(select, selects));
    can(row.querySelector('[data-move="1"]'), (own > 0 && own < last) || tied(select, selects));
  }
  const order = form.querySelector("[data-order]");
  const ranked = selects.filter(rank).sort((a, b) => rank(a) - rank(b));
  const words = ranked.map((select) => `${rank(select)}. ${labelOf(select)}`).join("   ");
  tell(order, ranked.length ? `${order.dataset.order} ${words}` : order.dataset.none);
  form.querySelector("[data-overvote]").hidden = new Set(ranked.map(rank)).size === ranked.length;
  can(form.querySelector("[data-undo]"), last > 0);
}

function showPoints(form, paper) {
  const left = budgetOf(paper) - shared(paper);
  const place = form.querySelector("[data-left]");
  tell(place, left < 0 ? place.dataset.over : place.dataset.left.split("|")[left]);
  place.classList.toggle("over", left < 0);
  for (const field of paper.querySelectorAll("input[type=number]")) {
    const row = field.closest(".row");
    row.classList.toggle("chosen", points(field) > 0);
    can(row.querySelector('[data-step="-1"]'), points(field) > 0);
    can(row.querySelector('[data-step="1"]'), left > 0);
  }
}

function showMarks(paper) {
  for (const row of paper.querySelectorAll(".scale")) {
    row.classList.toggle("chosen", Boolean(row.querySelector("input:checked")?.value));
  }
}

const changed = (field) => (field.type === "radio" ? field.checked !== field.defaultChecked
  : field.options ? field.value !== ([...field.options].find((option) => option.defaultSelected)?.value ?? "")
    : field.value !== field.defaultValue);

function show(form) {
  const paper = form.querySelector("[data-paper]");
  if (paper.dataset.paper === "ranks") showRanks(form, paper);
  else if (paper.dataset.paper === "points") showPoints(form, paper);
  else showMarks(paper);
  form.querySelector("[data-unsent]").hidden = ![...paper.querySelectorAll("input, select")].some(changed);
}

function showAll(within) {
  for (const paper of within.querySelectorAll("[data-vote] [data-paper]")) show(paper.closest("form"));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-place], [data-move], [data-step], [data-undo]");
  const form = button?.closest("[data-vote]");
  if (!form || button.getAttribute("aria-disabled") === "true") return;
  const paper = form.querySelector("[data-paper]");
  const row = button.closest(".row");
  if (button.matches("[data-step]")) step(row.querySelector("input"), Number(button.dataset.step), paper);
  else {
    const selects = ranksOf(paper);
    if (button.matches("[data-place]")) give(row.querySelector("select"), selects);
    else if (button.matches("[data-move]")) move(row.querySelector("select"), Number(button.dataset.move), selects);
    else undo(selects);
    close(selects);
  }
  show(form);
});

document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-paper]")?.closest("[data-vote]");
  if (form) show(form);
});
document.addEventListener("drawn", (event) => showAll(event.target));
addEventListener("pageshow", () => showAll(document)); // a browser gives back what was filled in before the page was left
showAll(document);
