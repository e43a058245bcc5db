import { type Page } from '@playwright/test';

import { another, expect, expectAccessible, ownerOf, signIn, test, type Tenant } from './support';

const PASSWORD = 'seven walruses in November';

test('somebody is invited, joins in another browser, gets another role and is removed @nj', async ({
  page,
  browser,
  server,
  script,
}) => {
  const { tenant } = await ownerOf(server, page);
  const email = `eve@${tenant.slug}.example`;
  const link = await invite(page, tenant, email, 'Auditor');
  await expectAccessible(page, script);
  const again = await page.reload();
  expect(again!.status()).toBe(409);
  expect(await page.content()).not.toContain(link);
  await page.goto(tenant.path('/members'));
  await expect(page.getByRole('row', { name: email })).toContainText('Auditor');
  await expectAccessible(page, script);

  const eve = await another(browser, server, script);
  await eve.goto(link);
  await expect(eve).toHaveURL(`${server.url}/invite`);
  await expect(eve.getByText('You are invited as an auditor')).toBeVisible();
  await eve.getByLabel('Choose a password').fill(PASSWORD);
  await eve.getByRole('button', { name: 'Accept invitation' }).click();
  await expect(eve).toHaveURL(`${server.url}${tenant.path()}`);
  const stranger = await another(browser, server, script);
  expect((await stranger.goto(link))!.status()).toBe(404);

  await page.reload();
  await page.getByRole('link', { name: email }).click();
  await expectAccessible(page, script);
  await page.locator('label').getByText('Admin', { exact: true }).click();
  await expect(page.getByText('Gains: issuing and revoking tokens', { exact: false }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Change role' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'has the role admin' })).toBeVisible();
  await eve.goto(tenant.path('/members'));
  await expect(eve.getByRole('link', { name: 'Invite member' })).toBeVisible();

  await page.getByRole('link', { name: 'Remove', exact: true }).click();
  await expectAccessible(page, script);
  await page.getByRole('button', { name: `Remove ${email}` }).click();
  await expect(page.getByRole('status').filter({ hasText: 'is no member any more' })).toBeVisible();
  expect((await eve.goto(tenant.path()))!.status()).toBe(404);
  for (const visitor of [eve, stranger]) await visitor.context().close();
});

test('the last owner stays, and an auditor sees why nothing can be done @nj @full', async ({ page, browser, server, script }) => {
  const { tenant, owner } = await ownerOf(server, page);
  await page.goto(tenant.path('/members'));
  await page.getByRole('link', { name: owner.email }).click();
  for (const name of ['Change role', 'Disable', 'Leave']) {
    const control = page.getByRole('button', { name, exact: true });
    await expect(control).toBeDisabled();
    await expect(control).toHaveAccessibleDescription(/This is the last owner/);
  }
  await expectAccessible(page, script);
  const own = page.url();
  const refused = await page.goto(`${own}/remove`);
  expect(refused!.status()).toBe(409);
  await expect(page.getByRole('main')).toContainText('This is the last owner: make somebody else an owner first.');

  const other = await another(browser, server, script);
  await signIn(other, await tenant.member('auditor'));
  await other.goto(tenant.path('/members'));
  const invitation = other.getByRole('button', { name: 'Invite member' });
  await expect(invitation).toBeDisabled();
  await expect(invitation).toHaveAccessibleDescription(/Your role is auditor/);
  await other.goto(own);
  await expect(other.getByRole('button', { name: 'Remove', exact: true })).toBeDisabled();
  await expectAccessible(other, script);
  expect((await other.goto(`${own}/remove`))!.status()).toBe(403);
  await other.context().close();
});

test('a withdrawn invitation opens nothing @nj @full', async ({ page, browser, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  const email = `eve@${tenant.slug}.example`;
  const link = await invite(page, tenant, email, 'Admin');
  await page.getByRole('link', { name: 'I have passed it on' }).click();
  await page.getByRole('button', { name: `Withdraw the invitation of ${email}` }).click();
  await expect(page.getByRole('status').filter({ hasText: 'is withdrawn' })).toBeVisible();
  await expect(page.getByText('Nobody is invited.')).toBeVisible();
  const eve = await another(browser, server, script);
  expect((await eve.goto(link))!.status()).toBe(404);
  await eve.context().close();
});

test('a forgotten password is replaced by a link, which ends every session @nj', async ({ page, browser, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  const eve = await tenant.member('auditor');
  const [signedIn, elsewhere] = [await another(browser, server, script), await another(browser, server, script)];
  await signIn(signedIn, eve);
  await elsewhere.goto('/login');
  await expect(elsewhere.getByText('Forgot your password? Ask an owner or admin')).toBeVisible();

  await page.goto(tenant.path('/members'));
  await page.getByRole('link', { name: eve.email }).click();
  await page.getByRole('link', { name: 'Make password link' }).click();
  await expectAccessible(page, script);
  await page.getByRole('button', { name: 'Make password link' }).click();
  const link = await page.getByLabel('Link', { exact: true }).inputValue();
  expect((await page.reload())!.status()).toBe(409);

  await elsewhere.goto(link);
  await expect(elsewhere).toHaveURL(`${server.url}/reset`);
  await expectAccessible(elsewhere, script);
  await elsewhere.getByLabel('New password').fill('short');
  await elsewhere.getByRole('button', { name: 'Set password' }).click();
  await expect(elsewhere).toHaveTitle(/^Error: /);
  await elsewhere.getByLabel('New password').fill(PASSWORD);
  await elsewhere.getByRole('button', { name: 'Set password' }).click();
  await expect(elsewhere.getByText('Your password is set. Sign in with it.')).toBeVisible();
  await signIn(elsewhere, { ...eve, password: PASSWORD });
  await signedIn.goto(tenant.path());
  await expect(signedIn).toHaveURL(/\/login/);
  expect((await signedIn.goto(link))!.status()).toBe(404);
  for (const visitor of [signedIn, elsewhere]) await visitor.context().close();
});

/** Invites by the form; the link it shows. */
async function invite(page: Page, tenant: Tenant, email: string, role: string): Promise<string> {
  await page.goto(tenant.path('/members'));
  await page.getByRole('link', { name: 'Invite member' }).click();
  await page.getByLabel('E-mail').fill(email);
  await page.locator('label').getByText(role, { exact: true }).click();
  await page.getByRole('button', { name: 'Make invitation link' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Invitation for ${email}`);
  return page.getByLabel('Link', { exact: true }).inputValue();
}
