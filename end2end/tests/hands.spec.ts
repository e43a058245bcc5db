import { type Locator, type Page } from '@playwright/test';

import { type Tenant, another, expect, expectAccessible, expectFits, NARROW, ownerOf, test, WIDE } from './support';

/** Three people and two groups, the names in the order of the list. */
async function filled(tenant: Tenant): Promise<string[]> {
  const ids: string[] = [];
  for (const name of ['Ada Lovelace', 'Grace Hopper', 'Mary Somerville']) {
    const userName = `${name.split(' ')[0]!.toLowerCase()}@acme.example`;
    ids.push(await tenant.user(userName, { displayName: name, externalId: `ext-${userName}` }));
  }
  await tenant.group('Engineering', ids);
  return ids;
}

/** The browser has what the pages load beside themselves. */
async function ready(page: Page, path: string) {
  await page.goto(path);
  await page.waitForLoadState('load');
}

test.describe('shortcuts', () => {
  test('single keys press what is on the page, and nothing while somebody types', async ({ page, server, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const { tenant } = await ownerOf(server, page);
    await filled(tenant);
    await ready(page, tenant.path());
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect(sheet.getByRole('row').filter({ hasText: 'Next row' })).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press('g');
    await page.keyboard.press('u');
    await expect(page).toHaveURL(tenant.path());
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();

    await page.keyboard.press('g');
    await page.keyboard.press('u');
    await expect(page).toHaveURL(tenant.path('/users'));
    await page.waitForLoadState('load');
    await page.keyboard.press('/');
    await expect(page.locator('#q')).toBeFocused();
    await page.keyboard.type('gujkly?');
    await expect(page.locator('#q')).toHaveValue('gujkly?');
    await expect(page).toHaveURL(tenant.path('/users'));
    await page.locator('#q').fill('');
    await page.keyboard.press('Escape');
    await expect(page.locator('#q')).not.toBeFocused();

    const rows = page.getByRole('main').locator('.row-link');
    for (const [key, row] of [['j', 0], ['j', 1], ['j', 2], ['j', 2], ['k', 1]] as const) {
      await page.keyboard.press(key);
      await expect(rows.nth(row), key).toBeFocused();
    }
    for (const chord of ['Control+j', 'Alt+j', 'Meta+j', 'Shift+J']) {
      await page.keyboard.press(chord);
      await expect(rows.nth(1), chord).toBeFocused();
    }
    await page.keyboard.press('y');
    await expect(page.getByRole('contentinfo').getByRole('status')).toHaveText('Copied');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${server.url}${tenant.path('/users')}`);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Grace Hopper');
  });

  test('the audit log is read with keys alone', async ({ page, server, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const { tenant } = await ownerOf(server, page);
    await filled(tenant);
    await ready(page, tenant.path('/audit'));
    await page.keyboard.press('y');
    await expect(page.getByRole('contentinfo').getByRole('status')).toHaveText('Copied');
    const fixed = await page.evaluate(() => navigator.clipboard.readText());
    expect(fixed).toMatch(/\/audit\?from=20\d\d-[^&]+&to=20\d\d-/);
    await page.keyboard.press('r');
    await expect(page).toHaveURL(/reads=1/);
    await page.waitForLoadState('load');
    await page.keyboard.press('r');
    await expect(page).not.toHaveURL(/reads=1/);

    await ready(page, fixed);
    const rows = page.getByRole('main').locator('#results .row-link');
    const hrefs = await rows.evaluateAll((links) => links.map((link) => link.getAttribute('href')!.split('?')[0]));
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(hrefs[1]!));
    await page.waitForLoadState('load');
    await page.keyboard.press(']');
    await expect(page).toHaveURL(new RegExp(hrefs[2]!));
    await page.waitForLoadState('load');
    await page.keyboard.press('[');
    await expect(page).toHaveURL(new RegExp(hrefs[1]!));

    await ready(page, tenant.path('/audit'));
    const file = page.waitForEvent('download');
    await page.keyboard.press('e');
    expect((await file).suggestedFilename()).toMatch(/\.ndjson$/);
    await expect(page.locator('html')).toHaveAttribute('data-ready', '');
    await page.keyboard.press('l');
    await expect(page.getByRole('button', { name: 'Live' })).toHaveAttribute('aria-pressed', 'true');
    await page.keyboard.press('l');
    await expect(page.getByRole('button', { name: 'Live' })).toHaveAttribute('aria-pressed', 'false');
  });

  test('switched off, they are not even sent, and the sheet is a page @nj', async ({ page, server, script }) => {
    const { tenant } = await ownerOf(server, page);
    await page.goto(tenant.path());
    const help = page.getByRole('contentinfo').getByRole('link', { name: 'Keyboard shortcuts' });
    await expect(help).toHaveAttribute('href', '/help/shortcuts');
    await page.goto('/help/shortcuts');
    await expect(page.getByRole('row').filter({ hasText: 'Previous row' })).toBeVisible();
    await expectAccessible(page, script);
    await page.goto('/account');
    await page.getByLabel('Single-key shortcuts').uncheck();
    await page.getByRole('button', { name: 'Save display' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Your display is saved' })).toBeVisible();
    const answer = await page.goto(tenant.path('/users'));
    expect(await answer!.text()).not.toContain('/pkg/shortcuts.');
    if (!script) return;
    await page.waitForLoadState('load');
    await page.keyboard.press('?');
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(page).toHaveURL(tenant.path('/users'));
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog', { name: 'Go to …' })).toBeVisible();
  });
});

test.describe('the command palette', () => {
  test('finds by keys alone, says what it found, and gives the focus back', async ({ page, server }) => {
    const { tenant } = await ownerOf(server, page);
    const [ada] = await filled(tenant);
    await ready(page, tenant.path('/audit'));
    const opener = page.getByRole('banner').getByRole('link', { name: 'Go to …' });
    await opener.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Go to …' });
    const field = dialog.getByRole('combobox', { name: 'What are you looking for?' });
    await expect(field).toBeFocused();
    await expect(dialog.getByRole('option', { name: 'Audit log' })).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(opener).toBeFocused();

    await page.keyboard.press('Control+k');
    await page.keyboard.type('lovelace');
    const option = dialog.getByRole('option', { name: 'Ada Lovelace' });
    await expect(option).toHaveAttribute('aria-selected', 'true');
    await expect(field).toHaveAttribute('aria-activedescendant', (await option.getAttribute('id'))!);
    await expect(dialog.getByRole('status')).toHaveText('2 results');
    await page.keyboard.press('ArrowDown');
    await expect(dialog.getByRole('option', { name: 'Search all users' })).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('ArrowDown');
    await expect(option).toHaveAttribute('aria-selected', 'true');
    for (const size of [NARROW, WIDE]) {
      await page.setViewportSize(size);
      await expectFits(page);
    }
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(tenant.path(`/users/${ada}`));

    await page.waitForLoadState('load');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('nobody');
    await expect(dialog.getByRole('status')).toHaveText('Nothing found.');
    await expect(dialog.getByRole('option')).toHaveCount(0);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(tenant.path('/go?q=nobody'));
  });

  test('is a page without script @nj', async ({ page, server, script }) => {
    const { tenant } = await ownerOf(server, page);
    const [ada] = await filled(tenant);
    if (script) {
      await page.goto(tenant.path('/go'));
    } else {
      await page.goto(tenant.path());
      await page.getByRole('banner').getByRole('link', { name: 'Go to …' }).click();
    }
    await expect(page.getByRole('main').getByRole('link', { name: 'Retention settings' })).toBeVisible();
    await page.getByRole('main').getByLabel('What are you looking for?').fill('ada');
    await page.getByRole('button', { name: 'Find' }).click();
    await expect(page).toHaveURL(tenant.path('/go?q=ada'));
    await expectAccessible(page, script);
    await page.getByRole('main').getByRole('link', { name: 'Ada Lovelace' }).click();
    await expect(page).toHaveURL(tenant.path(`/users/${ada}`));
  });

  test('works where the WebAssembly never arrives, and the page does where no script does', async ({ browser, server }) => {
    const page = await another(browser, server, true);
    await page.route('**/*.wasm', (route) => route.abort());
    const { tenant } = await ownerOf(server, page);
    await filled(tenant);
    await ready(page, tenant.path('/audit'));
    await page.keyboard.press('Control+k');
    await page.keyboard.type('engineering');
    await expect(page.getByRole('option', { name: 'Engineering' })).toBeVisible();
    await page.route('**/pkg/*.js', (route) => route.abort());
    await ready(page, tenant.path('/audit?range=7d'));
    await page.getByRole('banner').getByRole('link', { name: 'Go to …' }).click();
    await expect(page).toHaveURL(tenant.path('/go'));
    await page.context().close();
  });
});

test('from sign-in to a revoked token without a pointer, the focus seen at every stop', async ({ page, server }) => {
  const tenant = await server.tenant();
  const owner = await tenant.member('owner');
  await tenant.token('okta');
  await tenant.token('entra');
  await page.goto('/login');
  await tabTo(page, page.getByLabel('E-mail'));
  await page.keyboard.type(owner.email);
  await tabTo(page, page.getByLabel('Password', { exact: true }));
  await page.keyboard.type(owner.password);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(tenant.path());
  await tabTo(page, page.getByRole('navigation', { name: 'Console' }).getByRole('link', { name: 'Tokens' }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('main').getByRole('link', { name: 'okta' }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('main').getByRole('link', { name: 'Revoke' }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: 'Revoke okta' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'okta is revoked' })).toBeVisible();
});

/** Presses Tab until something has the focus, and sees at every stop that it can be seen there. */
async function tabTo(page: Page, goal: Locator) {
  await expect(goal).toBeVisible();
  for (let stops = 0; stops < 80; stops += 1) {
    if (stops > 0) await expectFocusSeen(page);
    if (await goal.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`80 stops did not lead to ${goal}`);
}

async function expectFocusSeen(page: Page) {
  const seen = await page.evaluate(() => {
    const element = document.activeElement!;
    if (element === document.body) return { what: 'the page', outline: true, inView: true, free: true };
    const drawn = (pseudo?: string) => {
      const style = getComputedStyle(element, pseudo);
      return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    };
    const box = element.getBoundingClientRect();
    const bar = document.querySelector('.topbar');
    const below = bar && !bar.contains(element) && !element.closest('.rail, .skip-links') ? bar.getBoundingClientRect().bottom : 0;
    return {
      what: element.outerHTML.slice(0, 120),
      outline: drawn() || drawn('::after') || drawn('::before'),
      inView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
      free: box.top >= below - 1,
    };
  });
  expect(seen, seen.what).toEqual({ what: seen.what, outline: true, inView: true, free: true });
}

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
  await page.getByRole('banner').getByRole('link', { name: 'Server time' }).click();
  await expect(page).toHaveURL('/account#display');
  await page.getByLabel('Time zone').fill('Atlantis/Capital');
  await page.getByRole('button', { name: 'Save display' }).click();
  await expect(page.getByLabel('Time zone')).toHaveValue('Atlantis/Capital');
  await expect(page.getByRole('main')).toContainText('Choose a zone of the list');
  await expectAccessible(page, script);
  await page.getByLabel('Time zone').fill('Asia/Kolkata');
  await page.getByRole('button', { name: 'Save display' }).click();
  await expect(page.getByRole('banner').getByRole('link', { name: 'Server time' })).toContainText('IST');
  await page.goto(tenant.path('/users'));
  await expect(page.locator('tbody time').first()).toHaveAttribute('title', /^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d IST$/);
  await page.goto(tenant.path('/audit'));
  const when = page.locator('#results tbody th').first();
  await expect(when.locator('time')).toHaveText(/^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d$/);
  await expect(when.locator('.below')).toHaveText(/\d\d:\d\d:\d\d IST$/);
  await expectAccessible(page, script);
  await when.getByRole('link').click();
  await expect(page.getByRole('main').locator('.moment').first()).toContainText('UTC');
  await expect(page.getByRole('main')).toContainText(/\d\d:\d\d:\d\d IST\)/);
});

test('on paper a page says whose it is, where it is from and when, and leads nowhere @nj', async ({ page, server }) => {
  const { tenant } = await ownerOf(server, page);
  const [ada] = await filled(tenant);
  await tenant.patch(`/Users/${ada}`, { op: 'Replace', path: 'active', value: 'False' });
  await page.goto(tenant.path('/audit?range=all&op=user.deactivate'));
  const event = await page.locator('#results .row-link').first().getAttribute('href');
  for (const path of [tenant.path(`/users/${ada}/history`), event!, tenant.path('/audit')]) {
    await page.emulateMedia({ media: 'screen' });
    await page.goto(path);
    await page.emulateMedia({ media: 'print' });
    const head = page.locator('.print-head');
    await expect(head).toContainText(tenant.name);
    await expect(head).toContainText(`${server.url}${path.split('?')[0]}`);
    await expect(head).toContainText(/Generated 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC/);
    for (const gone of ['.rail', '.topbar', '.skip-links', 'main form', 'main .button', '.footer-links', '.tabs', 'dialog']) {
      for (const element of await page.locator(gone).all()) await expect(element, `${gone} of ${path}`).toBeHidden();
    }
    // In a list each row is a link, which says enough: there nothing is printed behind it.
    const printed = await page.locator('main a[href^="/"]:visible').evaluateAll((links) =>
      links.map((link) => getComputedStyle(link, '::after').content),
    );
    const isList = path === tenant.path('/audit');
    expect(printed.some((content) => /attr\(href\)|\/t\//.test(content)) || isList, `${path}: ${printed}`).toBe(true);
    for (const details of await page.locator('main details:not(form details)').all()) {
      const shown = await details.evaluate((element) => getComputedStyle(element, '::details-content').contentVisibility);
      expect(shown).toBe('visible');
    }
    // A4 without its margins.
    await page.setViewportSize({ width: 673, height: 1000 });
    await expectFits(page);
    const repeated = await page.locator('main thead:not(.timeline thead)').first().evaluate((head) => getComputedStyle(head).display).catch(() => 'table-header-group');
    expect(repeated).toBe('table-header-group');
    await page.setViewportSize(WIDE);
  }
  await page.emulateMedia({ media: null });
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
    if (!own || !element.checkVisibility() || element.closest('.visually-hidden, .skip-links, .hint, .go-label, .icon-only, option, code, bdi, pre')) continue;
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

test('each list can be skipped to @nj', async ({ page, server }) => {
  const { tenant } = await ownerOf(server, page);
  await filled(tenant);
  for (const path of ['/users', '/groups', '/audit', '/tokens', '/members', '/go']) {
    await page.goto(tenant.path(path));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name: 'Skip to results' }), path).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page, path).toHaveURL(/#results$/);
  }
});
