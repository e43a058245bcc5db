import { expect, expectAccessible, ownerOf, signIn, test, type Person } from './support';
import type { Server } from './support';

let appointed = 0;

test('an operator makes a tenant, and its owner comes in by the link @nj', async ({ page, browser, server, script }) => {
  await signIn(page, await operatorOf(server));
  await expect(page).toHaveURL(/\/operator$/);
  await expectAccessible(page, script);
  await page.getByRole('link', { name: 'Create tenant' }).click();
  await page.getByLabel('Organisation').fill('Initech');
  await page.getByLabel(/Short name/).fill('login');
  await page.getByLabel('E-mail of the first owner').fill('bill@initech.example');
  await page.getByRole('button', { name: 'Create tenant' }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByLabel('Organisation')).toHaveValue('Initech');
  await expectAccessible(page, script);
  const slug = `initech-${appointed}-${script ? 's' : 'n'}`;
  await page.getByLabel(/Short name/).fill(slug);
  const answer = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.getByRole('button', { name: 'Create tenant' }).click();
  expect((await answer).headers()['cache-control']).toBe('no-store');
  await expectAccessible(page, script);
  const link = await page.getByLabel('Link', { exact: true }).inputValue();
  const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled: script });
  const guest = await context.newPage();
  await guest.goto(link);
  await expect(guest.getByRole('heading', { level: 1 })).toContainText('Initech');
  await context.close();

  await page.getByRole('link', { name: 'I have sent it' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Initech');
  expect((await page.goto(`/t/${slug}`))!.status()).toBe(404);
});

test('a suspended tenant says so on every page, and a deleted one is gone @nj @full', async ({ page, browser, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  const secret = await tenant.token('okta');
  const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled: script });
  const operator = await context.newPage();
  await signIn(operator, await operatorOf(server));
  await operator.goto(`/operator/tenants/${tenant.slug}`);
  await expectAccessible(operator, script);
  await operator.getByLabel('Reason').fill('unpaid');
  await operator.getByRole('button', { name: 'Suspend' }).click();
  await expect(operator.getByRole('status').filter({ hasText: 'is suspended' })).toBeVisible();
  await page.goto(tenant.path('/tokens'));
  await expect(page.getByText('This tenant is suspended')).toBeVisible();
  await expectAccessible(page, script);
  expect((await page.goto(tenant.path('/tokens/new')))!.status()).toBe(403);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This tenant is suspended');
  expect((await tenant.scim('GET', '/Users', undefined, secret)).status).toBe(403);
  await operator.getByRole('button', { name: 'Resume' }).click();
  await expect(operator.getByRole('status').filter({ hasText: 'goes on' })).toBeVisible();
  expect((await tenant.scim('GET', '/Users', undefined, secret)).status).toBe(200);
  await page.goto(tenant.path('/audit?op=tenant'));
  await expect(page.getByRole('main')).toContainText('Suspend tenant');

  await operator.getByLabel(`Type ${tenant.slug} to confirm`).fill('something else');
  await operator.getByRole('button', { name: 'Delete tenant' }).click();
  await expect(operator.getByText('There is a problem')).toBeVisible();
  await expectAccessible(operator, script);
  await operator.getByLabel(`Type ${tenant.slug} to confirm`).fill(tenant.slug);
  await operator.getByRole('button', { name: 'Delete tenant' }).click();
  await expect(operator.getByRole('status').filter({ hasText: 'is deleted' })).toBeVisible();
  expect((await page.goto(tenant.path()))!.status()).toBe(404);
  await context.close();
});

/** Somebody who runs the server, and is a member of nothing. */
async function operatorOf(server: Server): Promise<Person> {
  appointed += 1;
  const email = `operator${appointed}-${process.pid}@rollcall.example`;
  const password = 'larkspur gravel piano Tuesday';
  await server.cli(['operator', 'add', '--email', email, '--password-stdin'], `${password}\n`);
  return { email, password };
}
