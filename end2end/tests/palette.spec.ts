import { expect, expectAccessible, expectFits, NARROW, ownerOf, test, WIDE } from './support';
import { filled, ready } from './support/people';

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
    // Nobody listens to what this browser complains about: here it has a reason to.
    const context = await browser.newContext({ baseURL: server.url });
    const page = await context.newPage();
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
    await context.close();
  });
});
