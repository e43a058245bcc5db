// The command palette: a combobox whose list the server writes. Without this file its button is a link
// to a page that finds the same.

const dialog = document.querySelector("dialog.palette");
const button = document.querySelector("a.go");
const form = dialog.querySelector("form");
const input = dialog.querySelector("input");
const list = dialog.querySelector("[role=listbox]");
const status = dialog.querySelector("[role=status]");
/** How long somebody goes on typing, in milliseconds. */
const PAUSE = 120;
let asked = 0;
let timer;

const options = () => [...list.querySelectorAll("[role=option]")];
const chosen = () => list.querySelector("[aria-selected=true]");

const choose = (option) => {
  chosen()?.setAttribute("aria-selected", "false");
  input.setAttribute("aria-activedescendant", option?.id ?? "");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
};

const show = (content, said) => {
  list.replaceChildren(content);
  status.textContent = said;
  const found = options();
  input.setAttribute("aria-expanded", String(found.length > 0));
  choose(found[0]);
};

/** Asks for what is typed; answers that come late are for nobody. Where there is none, Enter asks the page. */
const ask = async () => {
  const turn = ++asked;
  const query = new URLSearchParams({ q: input.value, part: "finds" });
  try {
    const answer = await fetch(`${form.action}?${query}`, { redirect: "error" });
    if (!answer.ok) throw answer.status;
    const part = document.createElement("template");
    part.innerHTML = await answer.text();
    // Behind the options.
    const said = part.content.lastElementChild;
    said.remove();
    if (turn === asked) show(part.content, said.textContent);
  } catch {
    if (turn === asked) show("", "");
  }
};

const open = () => {
  if (document.querySelector("dialog[open]")) return;
  input.value = "";
  dialog.showModal();
  ask();
};

const move = (by) => {
  const all = options();
  const here = all.indexOf(chosen());
  choose(all[(here + by + all.length) % all.length]);
};

button.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  open();
});

addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
  event.preventDefault();
  if (dialog.open) dialog.close();
  else open();
});

dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());

input.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
});

input.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const { key } = event;
  if (key === "ArrowDown" || key === "ArrowUp") {
    event.preventDefault();
    move(key === "ArrowDown" ? 1 : -1);
  } else if (key === "Enter" && chosen()) {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) window.open(chosen().href);
    else location.assign(chosen().href);
  }
});
