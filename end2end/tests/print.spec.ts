import { expect, expectFits, ownerOf, test, WIDE } from './support';
import { filled } from './support/people';

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
    const heads = await page.locator('main thead').evaluateAll((all) =>
      all.filter((head) => !head.closest('.timeline')).map((head) => getComputedStyle(head).display),
    );
    // A history is no table.
    expect(new Set(heads), path).toEqual(new Set(path.endsWith('/history') ? [] : ['table-header-group']));
    await page.setViewportSize(WIDE);
  }
  await page.emulateMedia({ media: null });
});
