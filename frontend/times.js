// Relative times go on while they are looked at, in the words of the server, which are in the foot of
// the page. Without this file they stay as they were when the page was made.

const foot = document.querySelector(".footer");
const [now, ...past] = foot.dataset.past.split("|");
const ahead = foot.dataset.ahead.split("|");
/** By how much the server's clock is ahead of this one, in milliseconds. */
const skew = Date.parse(foot.querySelector("time").dateTime) - Date.now();
/** Seconds, minutes, hours, days. */
const UNITS = [1, 60, 3600, 86400];
/** Whatever is further away is a date. */
const FAR = 30 * 86400;
const EVERY = 30_000;

const words = (iso) => {
  const passed = (Date.now() + skew - Date.parse(iso)) / 1000;
  const seconds = Math.abs(passed);
  if (seconds < 10) return now;
  if (seconds >= FAR) return iso.slice(0, 10);
  const unit = UNITS.findLastIndex((length) => seconds >= length);
  const count = Math.floor(seconds / UNITS[unit]);
  // Behind one day ahead are several.
  const said = passed > 0 ? past[unit] : ahead[unit === 3 && count > 1 ? 4 : unit];
  return said.replace("{n}", count);
};

const renew = (shown) => {
  const said = words(shown.closest("time").dateTime);
  if (shown.textContent !== said) shown.textContent = said;
};

const seen = new Set();
const watcher = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) seen.add(target);
    else seen.delete(target);
  }
  seen.forEach(renew);
});

/** Rows come while the page is there: whoever is watched already is watched once. */
const look = () => {
  if (document.hidden) return;
  for (const shown of document.querySelectorAll("[data-ago]")) watcher.observe(shown);
  seen.forEach(renew);
};

look();
setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);

/** Where nobody has said in which zone they are, the browser does. */
const switched = document.querySelector("button.clock[value='']");
if (switched) switched.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
