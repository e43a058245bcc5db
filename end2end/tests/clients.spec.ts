import { type Page } from '@playwright/test';

import { type Tenant, expect, expectAccessible, ownerOf, test } from './support';

async function issue(page: Page, tenant: Tenant, name: string): Promise<{ id: string; secret: string }> {
  await page.goto(tenant.path('/tokens'));
  await page.getByRole('link', { name: 'OAuth clients' }).click();
  await page.getByRole('link', { name: 'Issue client' }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Issue client' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('OAuth client issued');
  const text = (id: string) => page.locator(`#${id}`).inputValue();
  return { id: await text('client-id'), secret: await text('client-secret') };
}

async function ask(tenant: Tenant, url: string, id: string, secret: string): Promise<Response> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret });
  return fetch(`${url}${tenant.path('/oauth/token')}`, { method: 'POST', body });
}

test('an owner issues a client, switches OAuth on, and ends it again @nj', async ({ page, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  const { id, secret } = await issue(page, tenant, 'entra');
  expect(id).toMatch(/^rc_client_[0-9A-Za-z]{22}$/);
  expect(secret).toMatch(/^rc_oauth_[0-9A-Za-z]{71}$/);
  await expectAccessible(page, script);
  expect((await ask(tenant, server.url, id, secret)).status).toBe(401);

  await page.getByRole('link', { name: 'Open the settings' }).click();
  await page.getByLabel('OAuth 2.0 client credentials').check();
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByText('The settings are saved.')).toBeVisible();
  await expect(page.getByLabel('OAuth 2.0 client credentials')).toBeChecked();
  const granted = await ask(tenant, server.url, id, secret);
  expect(granted.status).toBe(200);
  const { access_token: token } = (await granted.json()) as { access_token: string };
  expect((await tenant.scim('GET', '/Users', undefined, token)).status).toBe(200);

  await page.goto(tenant.path('/tokens/clients'));
  await page.getByRole('link', { name: 'entra' }).click();
  expect(await page.content()).not.toContain(secret);
  await page.getByRole('link', { name: 'Revoke' }).click();
  await page.getByLabel('Type entra to confirm').fill('entra');
  await page.getByRole('button', { name: 'Revoke entra' }).click();
  await expect(page.getByText('entra is revoked')).toBeVisible();
  expect((await tenant.scim('GET', '/Users', undefined, token)).status).toBe(401);
  expect(await server.storedBytes()).not.toContain(secret.slice(31));
});

test('a client is rotated, and both secrets work until the old one is ended @nj', async ({ page, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  const { id, secret: old } = await issue(page, tenant, 'entra');
  await server.cli(['tenant', 'set', tenant.slug, '--oauth', 'on']);
  await page.getByRole('link', { name: 'I have stored it' }).click();
  await page.getByRole('main').getByRole('link', { name: 'Rotate', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Rotate entra');
  await expect(page.getByLabel('24 hours')).toBeChecked();
  await expectAccessible(page, script);
  await page.getByRole('button', { name: 'Make the new secret' }).click();
  await expect(page.getByText('The old secret goes on until')).toBeVisible();
  const secret = await page.locator('#client-secret').inputValue();
  expect(await page.locator('#client-id').inputValue()).toBe(id);
  for (const shown of [old, secret]) {
    expect((await ask(tenant, server.url, id, shown)).status).toBe(200);
  }

  await page.reload();
  await expect(page.getByText('was rotated before')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Rotation' })).toBeVisible();
  await expect(page.getByText('wait until everything uses the new one')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Rotate', exact: true })).toHaveCount(0);
  await expectAccessible(page, script);
  await page.getByRole('link', { name: 'End the old secret now' }).click();
  await page.getByLabel('Type entra to confirm').fill('entra');
  await page.getByRole('button', { name: 'End the old secret now' }).click();
  await expect(page.getByText('The old secret of entra has ended.')).toBeVisible();
  expect((await ask(tenant, server.url, id, old)).status).toBe(401);
  expect((await ask(tenant, server.url, id, secret)).status).toBe(200);
  expect(await server.storedBytes()).not.toContain(secret.slice(31));
});

test('a repeated form issues nothing, and leads to the client @nj @full', async ({ page, server }) => {
  const { tenant } = await ownerOf(server, page);
  const { secret } = await issue(page, tenant, 'entra');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('entra');
  await expect(page.getByText('was issued before')).toBeVisible();
  expect(await page.content()).not.toContain(secret);
});
