import { expect, expectAccessible, expectFits, NARROW, ownerOf, test, WIDE } from './support';
import { filled, ready } from './support/people';

test('the first answer has theme and height of rows, and the first paint is dark @nj', async ({ page, server, context }) => {
  const { tenant } = await ownerOf(server, page);
  await filled(tenant);
  await page.goto(tenant.path('/users'));
  const row = page.getByRole('main').locator('tbody tr').first();
  const height = async () => (await row.boundingBox())!.height;
  const before = await height();
  await page.goto('/account');
  await page.getByText('Comfortable', { exact: true }).click();
  await page.getByRole('button', { name: 'Save display' }).click();
  await page.goto(tenant.path('/users'));
  expect(await height()).toBeGreaterThan(before);
  await context.addCookies([{ name: 'theme', value: 'dark', url: server.url }, { name: 'density', value: 'compact', url: server.url }]);
  const answer = await page.goto(tenant.path('/users'), { waitUntil: 'commit' });
  expect(await answer!.text()).toMatch(/<html[^>]*data-theme="dark"[^>]*data-density="compact"/);
  await expect(row).toBeVisible();
  expect(await height()).toBeLessThan(before);
  const paint = await page.evaluate(() => {
    const style = getComputedStyle(document.documentElement);
    return [style.colorScheme, style.backgroundColor];
  });
  expect(paint).toEqual(['dark', 'rgb(15, 22, 28)']);
});

test('a time zone goes beside UTC, in the header, in lists and in the log @nj', async ({ page, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  await filled(tenant);
  await page.goto(tenant.path());
  const clock = page.getByRole('banner').getByRole('button', { name: 'Server time' });
  // Script knows the zone of the browser; without it one is to be chosen.
  if (script) await expect(clock).toHaveAttribute('value', 'America/New_York');
  await clock.click();
  if (script) {
    await expect(clock).toContainText(/E[SD]T/);
    await expect(page).toHaveURL(tenant.path());
    await page.goto('/account');
  }
  await expect(page).toHaveURL(/\/account(#display)?$/);
  await page.getByLabel('Time zone').fill('Atlantis/Capital');
  await page.getByRole('button', { name: 'Save display' }).click();
  await expect(page.getByLabel('Time zone')).toHaveValue('Atlantis/Capital');
  await expect(page.getByRole('main')).toContainText('Choose a zone of the list');
  await expectAccessible(page, script);
  await page.getByLabel('Time zone').fill('Asia/Kolkata');
  await page.getByRole('button', { name: 'Save display' }).click();
  await expect(clock).toContainText('IST');
  await page.setViewportSize(NARROW);
  await page.goto(tenant.path('/users?sort=-userName'));
  await expectFits(page);
  for (const zone of ['UTC', 'IST']) {
    await clock.click();
    await expect(clock).toContainText(zone);
    await expect(page).toHaveURL(tenant.path('/users?sort=-userName'));
  }
  await page.setViewportSize(WIDE);
  await expect(page.locator('tbody time').first()).toHaveAttribute('title', /^[A-Z][a-z]{2} 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d IST$/);
  await page.goto(tenant.path('/audit'));
  const when = page.locator('#results tbody th').first();
  await expect(when.locator('time')).toHaveText(/^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d$/);
  await expect(when.locator('.below')).toHaveText(/\d\d:\d\d:\d\d IST$/);
  await expectAccessible(page, script);
  await when.getByRole('link').click();
  await expect(page.getByRole('main').locator('.moment').first()).toContainText('UTC');
  await expect(page.getByRole('main')).toContainText(/\d\d:\d\d:\d\d IST\)/);
});

test('relative times go on while they are looked at', async ({ page, server }) => {
  const { tenant } = await ownerOf(server, page);
  await filled(tenant);
  await page.clock.install();
  await page.goto(tenant.path('/users'));
  const changed = page.locator('tbody [data-ago]').last();
  await expect(changed).toHaveText(/^(just now|\d+ s ago)$/);
  await page.clock.fastForward('05:00');
  await expect(changed).toHaveText('5 min ago');
  await page.clock.fastForward('03:00:00');
  await expect(changed).toHaveText('3 h ago');
});

test('words that are 40 % longer are not cut off on a phone', async ({ page, server }) => {
  const { tenant } = await ownerOf(server, page);
  const [ada] = await filled(tenant);
  await page.setViewportSize(NARROW);
  for (const path of ['', '/users', `/users/${ada}`, '/audit', '/tokens/new', '/go?q=ada']) {
    await page.goto(tenant.path(path));
    await page.evaluate(lengthen);
    await expectFits(page);
    expect(await page.evaluate(cutOff), path).toEqual([]);
  }
  await page.goto('/account');
  await page.evaluate(lengthen);
  await expectFits(page);
  expect(await page.evaluate(cutOff), '/account').toEqual([]);
});

/** Every text of the page in a language with accents and longer words. */
function lengthen() {
  const accents: Record<string, string> = { a: 'á', e: 'ê', i: 'ï', o: 'ö', u: 'ü', c: 'ç', n: 'ñ', A: 'Å', E: 'É', O: 'Ø' };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const text of texts) {
    const parent = text.parentElement!;
    const words = text.data.trim();
    if (!words || parent.closest('script, code, bdi, time, pre, leptos-island, option, datalist, kbd')) continue;
    const longer = [...words].map((letter) => accents[letter] ?? letter).join('') + '·'.repeat(Math.ceil(words.length * 0.4));
    text.data = text.data.replace(words, longer.replace(/(·{8})/g, '$1 '));
  }
}

/** What shows less of its text than there is. */
function cutOff(): string[] {
  const cut: string[] = [];
  for (const element of document.querySelectorAll<HTMLElement>('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent!.trim());
    if (!own || !element.checkVisibility() || element.closest('.visually-hidden, .skip-links, .hint, .go-label, .clock-time, .icon-only, option, code, bdi, pre')) continue;
    const style = getComputedStyle(element);
    const clips = style.overflowX !== 'visible' && style.overflowX !== 'auto' && style.overflowX !== 'scroll';
    const wide = element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0;
    const high = element.scrollHeight > element.clientHeight + 1 && style.overflowY !== 'visible';
    if (clips && (wide || high)) cut.push(element.outerHTML.slice(0, 160));
    const box = element.getBoundingClientRect();
    if (box.right > document.documentElement.clientWidth + 1 && !element.closest('.tabs')) cut.push(`sticks out: ${element.outerHTML.slice(0, 160)}`);
  }
  return cut;
}

test('with forced colours what is chosen is still seen, and nothing moves where nothing shall', async ({ page, server }) => {
  const { tenant } = await ownerOf(server, page);
  await filled(tenant);
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  await ready(page, tenant.path('/users'));
  await page.keyboard.press('Control+k');
  await page.keyboard.type('ada');
  const chosen = page.getByRole('dialog').getByRole('option', { selected: true });
  await expect(chosen).toContainText('Ada Lovelace');
  const outline = await chosen.evaluate((option) => getComputedStyle(option).outlineColor);
  expect(outline).not.toBe('rgba(0, 0, 0, 0)');
  const moving = await page.evaluate(() =>
    [...document.querySelectorAll('*')].filter((element) => parseFloat(getComputedStyle(element).transitionDuration) > 0).length,
  );
  expect(moving).toBe(0);
  await page.emulateMedia({ forcedColors: null });
});

test('on touch screens what is pressed is 44 px high', async ({ browser, server }) => {
  const context = await browser.newContext({ baseURL: server.url, hasTouch: true, isMobile: true, viewport: NARROW });
  const page = await context.newPage();
  const { tenant } = await ownerOf(server, page);
  await filled(tenant);
  await context.addCookies([{ name: 'density', value: 'compact', url: server.url }]);
  for (const path of ['/users', '/audit', '/tokens', '/go']) {
    await page.goto(tenant.path(path));
    const small = await page.locator('button:visible, .button:visible, summary:visible, select:visible, .go:visible, .finds a:visible').evaluateAll((controls) =>
      controls.filter((control) => control.getBoundingClientRect().height < 43.5).map((control) => control.outerHTML.slice(0, 120)),
    );
    expect(small, path).toEqual([]);
  }
  await context.close();
});
