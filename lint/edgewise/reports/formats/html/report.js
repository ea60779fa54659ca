"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const form = document.getElementById("filters");
const list = document.getElementById("list");
const more = document.getElementById("more");
const KEYS = ["rule", "region", "folder", "kind"];
const STEP = 100;

const all = data.findings.map((finding, index) => ({ finding, entry: data.entries[index], words: null }));
let matching = [];
let shown = 0;

// What has no glyph of its own, or would reorder others, is shown as an escape.
function visible(text) {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    const number = character.codePointAt(0);
    if (number >= 0xdc80 && number <= 0xdcff) return "\\x" + (number - 0xdc00).toString(16);
    return "\\u{" + number.toString(16) + "}";
  });
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// A sentence, with what stands between backticks as code.
function sentence(className, text) {
  const made = element("p", className);
  visible(text).split(/`([^`]+)`/).forEach((part, index) => made.append(index % 2 ? element("code", "", part) : part));
  return made;
}

// `from` and `to` count code points, as the program that wrote them does.
function line(className, number, text, from, to) {
  const made = element("span", className);
  made.append(element("i", "", number === null ? "" : String(number)));
  if (from < to) {
    const points = Array.from(text);
    const [before, marked, after] = [points.slice(0, from), points.slice(from, to), points.slice(to)];
    made.append(before.join(""), element("mark", "", marked.join("")), after.join(""));
  } else {
    made.append(text || " ");
  }
  return made;
}

const SIGNS = { "+": "added", "-": "removed", " ": "" };

function article({ finding, entry }) {
  const made = element("article");
  const head = element("div", "head");
  head.append(
    element("span", "code", finding.code),
    element("span", "name", finding.name),
    element("span", "place", entry.place),
    element("span", "tag " + entry.kind, data.names[entry.kind]),
  );
  if (entry.credentials) head.append(element("span", "tag credentials", entry.credentials + " credentials"));
  made.append(head, sentence("message", finding.message));
  if (entry.source.length) {
    const source = element("pre", "source");
    source.append(...entry.source.map(([row, text, from, to]) => line("", row, text, from, to)));
    made.append(source);
  }
  if (entry.advice) made.append(sentence("fix", entry.advice));
  for (const hunk of entry.diff) {
    const diff = element("pre", "diff");
    diff.append(...hunk.map(([sign, row, text, from, to]) => line(SIGNS[sign], row, sign + " " + text, from + 2, to + 2)));
    made.append(diff);
  }
  return made;
}

function show(number) {
  const part = document.createDocumentFragment();
  const until = Math.min(matching.length, shown + number);
  for (; shown < until; shown += 1) {
    const name = matching[shown].finding.filename;
    if (shown === 0 || name !== matching[shown - 1].finding.filename) part.append(element("h3", "", visible(name)));
    part.append(article(matching[shown]));
  }
  list.append(part);
  more.hidden = shown >= matching.length;
}

function words(one) {
  if (one.words === null) {
    const { finding, entry } = one;
    const lines = [...entry.source.map((each) => each[1]), ...entry.diff.flat().map((each) => each[2])];
    const said = [finding.message, entry.advice];
    one.words = [finding.filename, finding.code, finding.name, ...said, ...lines].join("\n").toLowerCase();
  }
  return one.words;
}

function refresh() {
  const chosen = Object.fromEntries(new FormData(form));
  const text = chosen.text.trim().toLowerCase();
  const asked = KEYS.filter((key) => chosen[key] !== "");
  matching = all.filter(
    (one) => asked.every((key) => one.entry[key] === chosen[key]) && (text === "" || words(one).includes(text)),
  );
  list.replaceChildren();
  shown = 0;
  show(STEP);
  const number = (count) => count.toLocaleString("en");
  document.getElementById("count").textContent =
    matching.length === all.length
      ? number(all.length) + (all.length === 1 ? " problem" : " problems")
      : number(matching.length) + " of " + number(all.length) + " problems";
  for (const button of document.querySelectorAll("[data-key]")) {
    button.setAttribute("aria-pressed", String(form.elements[button.dataset.key].value === button.dataset.value));
  }
  const kept = new URLSearchParams([...asked, ...(text ? ["text"] : [])].map((key) => [key, chosen[key]]));
  // A page in a frame without an origin may not touch its history.
  try { history.replaceState(null, "", "#" + kept); } catch {}
}

for (const key of KEYS) {
  const counts = new Map();
  for (const { entry } of all) counts.set(entry[key], (counts.get(entry[key]) || 0) + 1);
  for (const value of [...counts.keys()].sort()) {
    const name = key === "kind" ? data.names[value] : visible(value);
    form.elements[key].append(new Option(name + " (" + counts.get(value) + ")", value));
  }
}
for (const [key, value] of new URLSearchParams(location.hash.slice(1))) {
  if (form.elements[key]) form.elements[key].value = value;
  if (form.elements[key] && form.elements[key].selectedIndex === -1) form.elements[key].value = "";
}

let waiting;
form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, 120);
});
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(refresh));
document.querySelector(".charts").addEventListener("click", (event) => {
  const button = event.target.closest("[data-key]");
  if (!button) return;
  const select = form.elements[button.dataset.key];
  select.value = select.value === button.dataset.value ? "" : button.dataset.value;
  refresh();
  form.scrollIntoView({ behavior: "smooth" });
});
more.addEventListener("click", () => show(STEP));
new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && show(STEP), { rootMargin: "400px" }).observe(more);
addEventListener("beforeprint", () => show(matching.length));

const theme = document.getElementById("theme");
const root = document.documentElement;
const isDark = () =>
  root.style.colorScheme ? root.style.colorScheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
const label = () => { theme.textContent = isDark() ? "Light" : "Dark"; };
theme.hidden = false;
theme.addEventListener("click", () => {
  root.style.colorScheme = isDark() ? "light" : "dark";
  label();
});
label();
refresh();
