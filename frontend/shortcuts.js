// Single keys. Each presses a control that is on the page, so none does what could not be done without it;
// where the control is not there, the key does nothing.

const find = (selector) => document.querySelector(selector);
const press = (selector) => find(selector)?.click();

/** The links of the list's rows take the focus, one by one. */
const step = (by) => {
  const rows = [...document.querySelectorAll("main .row-link")];
  const here = rows.indexOf(document.activeElement);
  rows[here < 0 ? 0 : here + by]?.focus();
};

/** A box that is ticked only takes effect with its form. */
const tick = (box) => {
  box?.click();
  box?.form.requestSubmit();
};

/** The address of the page, in which a range that ends now has its bounds. */
const copy = async () => {
  const link = find("a[rel=bookmark]");
  const status = link.nextElementSibling;
  try {
    await navigator.clipboard.writeText(link.href);
    status.textContent = status.dataset.said;
    setTimeout(() => (status.textContent = ""), 2000);
  } catch {
    link.focus();
  }
};

const sheet = find("dialog.sheet");
const help = find("a.help");

/** The page about shortcuts, as a dialog. */
const open = async () => {
  const place = sheet.querySelector("div");
  try {
    if (!place.firstChild) {
      const answer = await fetch(help.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      place.append(page.querySelector("main table").cloneNode(true));
    }
    sheet.showModal();
  } catch {
    location.assign(help.href);
  }
};

help.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  open();
});

const keys = {
  "?": open,
  "/": () => find("main form[role=search] input:not([type=hidden])")?.focus(),
  j: () => step(1),
  k: () => step(-1),
  "[": () => press("main a[rel=prev]"),
  "]": () => press("main a[rel=next]"),
  e: () => press('main a[href*="/export?"]'),
  l: () => press(".live button"),
  r: () => tick(find("#reads")),
  y: copy,
};

const TYPING = "input, select, textarea, [contenteditable]";
/** How long after `g` the next key says where to go, in milliseconds. */
const SEQUENCE = 1000;
let going = -SEQUENCE;

addEventListener("keydown", (event) => {
  const { key, target, timeStamp } = event;
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || find("dialog[open]")) return;
  if (target.closest?.(TYPING)) {
    if (key === "Escape") target.blur();
    return;
  }
  const sent = timeStamp - going < SEQUENCE;
  going = -SEQUENCE;
  if (sent && /^[a-z]$/.test(key)) {
    press(`.rail [data-go=${key}]`);
  } else if (key === "g") {
    going = timeStamp;
  } else if (Object.hasOwn(keys, key) && (!event.repeat || "jk".includes(key))) {
    event.preventDefault();
    keys[key]();
  }
});
