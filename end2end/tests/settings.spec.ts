import { expect, expectAccessible, ownerOf, signIn, test } from './support';

test('an owner chooses how SCIM behaves, and it holds at once @nj', async ({ page, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  await page.goto(tenant.path());
  await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Settings');
  await expect(page.getByLabel('Forgiving', { exact: true })).toBeChecked();
  await page.getByText('Strict', { exact: true }).click();
  await page.getByText('Keep, out of sight', { exact: true }).click();
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'The settings are saved' })).toBeVisible();
  await expect(page.getByLabel('Strict', { exact: true })).toBeChecked();
  await expectAccessible(page, script);

  const refused = await tenant.scim('POST', '/Users', { userName: 'ada' });
  expect([refused.status, refused.body.scimType]).toEqual([400, 'invalidSyntax']);
  const ada = await tenant.user('ada');
  expect((await tenant.scim('DELETE', `/Users/${ada}`)).status).toBe(204);
  await page.goto(tenant.path('/users'));
  await page.getByLabel('Deletion').selectOption('Deleted');
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.getByRole('main').getByRole('link', { name: 'ada' }).click();
  await expect(page.getByRole('main')).toContainText('Deleted, but kept out of sight.');
  await expectAccessible(page, script);
  expect(await tenant.user('ada')).toBe(ada);
});

test('an owner registers a schema, and the banner that names it stays inside a phone @nj', async ({ page, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  const urn = 'urn:example:params:scim:schemas:badge:2.0:User';
  await page.goto(tenant.path('/settings/schemas'));
  const document = { id: urn, name: 'Badge', attributes: [{ name: 'colour', description: 'What it looks like.' }] };
  await page.getByLabel('Schema document').fill(JSON.stringify(document));
  await page.getByRole('button', { name: 'Register schema' }).click();
  await expect(page.getByRole('status').filter({ hasText: `${urn} is registered.` })).toBeVisible();
  await expectAccessible(page, script);
});

test('who is no owner sees the settings and why they cannot change them @nj @full', async ({ page, server, script }) => {
  const tenant = await server.tenant();
  for (const role of ['admin', 'auditor'] as const) {
    await signIn(page, await tenant.member(role));
    await page.goto(tenant.path('/settings'));
    await expect(page.getByText('Only owners can change how SCIM behaves.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Save settings' })).toBeDisabled();
    await expect(page.getByLabel('Strict', { exact: true })).toBeDisabled();
    await expectAccessible(page, script);
    await page.context().clearCookies();
  }
});

test('an owner chooses for how long the log is kept, and a term that is too short is refused @nj @full', async ({ page, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  await page.goto(tenant.path('/settings'));
  await page.getByRole('link', { name: 'Retention and masking of the audit log' }).click();
  const events = page.getByLabel('Days that events are kept');
  await expect(events).toHaveValue('400');
  await events.fill('30');
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(events).toHaveValue('30');
  await events.fill('180');
  await page.getByText('On', { exact: true }).click();
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'The settings are saved' })).toBeVisible();
  await expect(events).toHaveValue('180');
  await expect(page.getByRole('radio', { name: 'On', exact: true })).toBeChecked();
  await expectAccessible(page, script);
});
