import { createHmac } from 'node:crypto';
import { type Page } from '@playwright/test';

import { another, expect, expectAccessible, ownerOf, test, type Person } from './support';
import { note } from './support/secrets';

/** What an authenticator app with this key shows, some steps of 30 seconds from now (RFC 6238). */
function code(key: string, steps = 0): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...key].map((c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac('sha1', secret).update(counter).digest();
  const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

async function givePassword(page: Page, person: Person) {
  await page.goto('/login');
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/login\/second-factor$/);
}

/** Sets a second factor up on the page that offers it; the key, and the recovery codes. */
async function setUp(page: Page, script: boolean): Promise<{ key: string; codes: string[] }> {
  await page.getByRole('button', { name: 'Set up' }).click();
  await expect(page.getByRole('img', { name: /authenticator apps read/ })).toBeVisible();
  await expectAccessible(page, script);
  const key = await page.getByLabel('Or type this key into it').inputValue();
  await page.getByLabel('The code that the app shows now').fill('000000');
  await page.getByRole('button', { name: 'Turn on' }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByLabel('Or type this key into it')).toHaveValue(key);
  await page.getByLabel('The code that the app shows now').fill(code(key));
  await page.getByRole('button', { name: 'Turn on' }).click();
  await expect(page.getByRole('heading', { name: 'Your recovery codes' })).toBeVisible();
  await expectAccessible(page, script);
  const codes = (await page.locator('#codes').innerText()).trim().split('\n');
  expect(codes).toHaveLength(10);
  for (const secret of [key, ...codes]) note('a second factor', secret);
  return { key, codes };
}

test('a second factor is set up, asked for, and replaced by a recovery code @nj', async ({
  page,
  browser,
  server,
  script,
}) => {
  const { tenant, owner } = await ownerOf(server, page);
  await page.goto('/account');
  await page.getByRole('link', { name: 'Set up your second factor' }).click();
  await expectAccessible(page, script);
  const { key, codes } = await setUp(page, script);
  await page.getByRole('link', { name: 'I have stored them' }).click();
  await expect(page.getByText('Recovery codes left')).toBeVisible();
  await expectAccessible(page, script);
  for (const secret of [key, ...codes]) expect(await page.content(), 'not shown again').not.toContain(secret);

  const elsewhere = await another(browser, server, script);
  await givePassword(elsewhere, owner);
  await expectAccessible(elsewhere, script);
  await elsewhere.getByLabel('Code from your app').fill('12345');
  await elsewhere.getByRole('button', { name: 'Sign in' }).click();
  await expect(elsewhere).toHaveTitle(/^Error: /);
  await expectAccessible(elsewhere, script);
  await elsewhere.getByLabel('Code from your app').fill(code(key, 1));
  await elsewhere.getByRole('button', { name: 'Sign in' }).click();
  await expect(elsewhere).toHaveURL(`${server.url}${tenant.path()}`);

  const lost = await another(browser, server, script);
  await givePassword(lost, owner);
  await lost.getByText('I cannot use my app').click();
  await lost.getByLabel('Recovery code', { exact: true }).fill(codes[0]);
  await lost.getByRole('button', { name: 'Sign in' }).click();
  await expect(lost).toHaveURL(`${server.url}${tenant.path()}`);

  await page.goto('/account/second-factor');
  await page.getByLabel('Your code').nth(1).fill(codes[1]);
  await page.getByRole('button', { name: 'Turn off second factor' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'is off' })).toBeVisible();
  for (const visitor of [elsewhere, lost]) await visitor.context().close();
});

test('a tenant that demands a second factor leads to setting one up and back @nj @full', async ({ page, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  await page.goto(tenant.path('/settings/security'));
  await expect(page.getByText('1 member has no second factor yet.')).toBeVisible();
  await page.locator('label').getByText('Required', { exact: true }).click();
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(page).toHaveURL(/\/account\/second-factor\?next=/);
  await expect(page.getByRole('status').filter({ hasText: 'demands a second factor' })).toBeVisible();
  await expectAccessible(page, script);
  await setUp(page, script);
  await page.getByRole('link', { name: 'I have stored them' }).click();
  await expect(page).toHaveURL(`${server.url}${tenant.path('/settings/security')}`);
  await expectAccessible(page, script);
});

test('a tenant is to be deleted, stands still, and is kept after all @nj @full', async ({ page, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  await page.goto(tenant.path('/settings/danger'));
  await expectAccessible(page, script);
  await page.getByRole('button', { name: 'Delete in 7 days' }).click();
  await expect(page.getByRole('alert')).toContainText(`Type the tenant's short name exactly: ${tenant.slug}`);
  await page.getByLabel(`Type ${tenant.slug} to confirm`).fill(tenant.slug);
  await page.getByRole('button', { name: 'Delete in 7 days' }).click();
  await expect(page.getByText('This tenant will be deleted at').first()).toBeVisible();
  await expectAccessible(page, script);
  await page.goto(tenant.path('/tokens/new'));
  await expect(page.getByRole('heading', { name: 'This tenant is to be deleted' })).toBeVisible();
  await page.goto(tenant.path('/users'));
  await page.getByRole('link', { name: 'See or cancel the deletion' }).click();
  await page.getByRole('button', { name: 'Cancel deletion' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'The tenant stays' })).toBeVisible();
});
