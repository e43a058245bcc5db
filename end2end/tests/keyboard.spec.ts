import { type Locator, type Page } from '@playwright/test';

import { expect, expectAccessible, ownerOf, test } from './support';
import { filled, ready } from './support/people';

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
