import { expect, expectAccessible, ownerOf, signIn, test } from './support';
import { Line } from './support/line';

test('a list that follows the log waits while it is read', async ({ page, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  await tenant.user('ada@acme.example');
  await page.goto(tenant.path('/audit'));
  const events = page.getByRole('main').getByRole('table', { name: 'Events, newest first' });
  const live = page.getByRole('button', { name: 'Live' });
  await expect(live).toHaveAttribute('aria-pressed', 'false');
  await live.click();
  await expect(live).toHaveAttribute('aria-pressed', 'true');
  await tenant.user('bob@acme.example');
  await expect(events.locator('tbody tr').first()).toContainText('bob@acme.example');
  await expect(page.getByRole('status').filter({ hasText: 'new event' })).toHaveText(/1 new event/, { timeout: 20_000 });
  await expectAccessible(page, script);

  await events.locator('tbody tr').first().hover();
  await tenant.user('eve@acme.example');
  await expect(page.getByText('Paused, 1 new')).toBeVisible();
  await expect(events).not.toContainText('eve@acme.example');
  await page.getByRole('heading', { level: 1 }).hover();
  await expect(events.locator('tbody tr').first()).toContainText('eve@acme.example');
  await expect(events.locator('tbody tr').filter({ hasText: 'ada@acme.example' })).toHaveCount(1);

  await live.click();
  await expect(live).toHaveAttribute('aria-pressed', 'false');
  await tenant.user('joe@acme.example');
  await page.getByRole('link', { name: 'Refresh' }).click();
  await expect(events.locator('tbody tr').first()).toContainText('joe@acme.example');
});

test('what is written while the line is cut comes afterwards, once and in order @full', async ({ browser, server }) => {
  const tenant = await server.tenant();
  const owner = await tenant.member('owner');
  await tenant.user('ada@acme.example');
  const line = await Line.to(server.url);
  // Nobody listens to what this browser complains about: it loses its server.
  const context = await browser.newContext({ baseURL: line.url });
  const page = await context.newPage();
  await signIn(page, owner);
  await page.goto(tenant.path('/audit'));
  await expect(page.locator('html')).toHaveAttribute('data-ready', '');
  const events = page.getByRole('main').getByRole('table', { name: 'Events, newest first' });
  const live = page.getByRole('button', { name: 'Live' });
  await live.click();
  await expect(page.getByText('Shows new events')).toBeVisible();

  const names = Array.from({ length: 20 }, (_, n) => `n${String(n).padStart(2, '0')}@acme.example`);
  const newest = (count: number) => names.slice(0, count).reverse();
  const shown = async () => {
    const targets = await events.locator('tbody .target').allInnerTexts();
    return targets.filter((target) => names.includes(target));
  };
  for (const name of names.slice(0, 10)) await tenant.user(name);
  await expect.poll(shown).toEqual(newest(10));
  line.cut();
  await expect(page.getByText('Not connected, trying again')).toBeVisible();
  for (const name of names.slice(10, 15)) await tenant.user(name);
  expect(await shown()).toEqual(newest(10));
  line.mend();
  for (const name of names.slice(15)) await tenant.user(name);
  await expect.poll(shown, { timeout: 30_000 }).toEqual(newest(20));
  await expect(page.getByText('Shows new events')).toBeVisible();
  expect(line.sent, 'where the browser goes on').toMatch(/^last-event-id: \d+/im);

  // Whoever has the focus in the list is reading it.
  await events.locator('.row-link').first().focus();
  await tenant.user('eve@acme.example');
  await expect(page.getByText('Paused, 1 new')).toBeVisible();
  await expect(events).not.toContainText('eve@acme.example');
  await live.focus();
  await expect(events.locator('tbody tr').first()).toContainText('eve@acme.example');
  expect(await shown()).toEqual(newest(20));
  await context.close();
  await line.close();
});
