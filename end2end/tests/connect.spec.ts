import type { Page } from '@playwright/test';

import { another, expect, expectAccessible, ownerOf, signIn, test, type Tenant } from './support';

/** Each provider's own words for the two values. */
const LABELS = [
  ['okta', 'Okta', 'SCIM connector base URL', 'Authorization'],
  ['entra', 'Microsoft Entra ID', 'Tenant URL', 'Secret Token'],
  ['onelogin', 'OneLogin', 'SCIM Base URL', 'SCIM Bearer Token'],
  ['jumpcloud', 'JumpCloud', 'Base URL', 'Token Key'],
  ['google', 'Google Workspace', 'Endpoint URL', 'Access token'],
  ['keycloak', 'Keycloak', 'SCIM 2.0 endpoint', 'Auth password/token'],
  ['authentik', 'authentik', 'URL', 'Token'],
  ['generic', 'Other SCIM client', 'SCIM 2.0 base URL', 'Bearer token'],
] as const;

/** Presses the guide's button; the secret that is shown. */
async function issue(page: Page, label = 'Authorization'): Promise<string> {
  await page.getByRole('button', { name: /^Issue token/ }).click();
  await expect(page.getByText('You will not see this again')).toBeVisible();
  return page.getByLabel(label, { exact: true }).inputValue();
}

/** A request as a provider of that name would send it. */
async function ask(tenant: Tenant, secret: string, agent: string, path: string, body?: object) {
  const answer = await fetch(`${tenant.server.url}${tenant.path('/scim/v2')}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      authorization: `Bearer ${secret}`,
      'content-type': 'application/scim+json',
      'user-agent': agent,
    },
    body: body && JSON.stringify(body),
  });
  return answer.status;
}

const OKTA = 'Okta SCIM Client 1.0.0';
const ENTRA = 'Azure Active Directory Provisioning/1.0';
const ADA = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'ada@acme.example', displayName: 'Ada Lovelace' };

test('each guide says what its provider calls the two values @nj', async ({ page, server, script }) => {
  test.slow();
  const { tenant } = await ownerOf(server, page);
  for (const [word, name, url, token] of LABELS) {
    await page.goto(tenant.path('/connect'));
    await page.getByRole('main').getByRole('link', { name, exact: true }).click();
    await expect(page).toHaveURL(new RegExp(`/connect/${word}$`));
    await expect(page.getByLabel(url, { exact: true })).toHaveValue(new RegExp(`${tenant.path('/scim/v2')}$`));
    await expect(page.getByText(token, { exact: true }).first()).toBeVisible();
    await expect(page.getByText('Cloud identity providers cannot reach this address.')).toBeVisible();
    await expectAccessible(page, script);
  }
  expect((await page.goto(tenant.path('/connect/nobody')))!.status()).toBe(404);
});

test('a token is issued on the guide, shown once, and works @nj', async ({ page, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  await page.goto(tenant.path('/connect/okta'));
  const secret = await issue(page);
  await expectAccessible(page, script);
  expect(await ask(tenant, secret, OKTA, '/ServiceProviderConfig')).toBe(200);
  const again = await page.reload();
  expect(again!.status()).toBe(409);
  await page.goto(tenant.path('/connect/okta'));
  expect(await page.content()).not.toContain(secret);
  await expect(page.getByRole('link', { name: /^okta-\d{4}-\d{2}$/ })).toBeVisible();
  await issue(page);
  await expect(page.getByRole('link', { name: /^okta-\d{4}-\d{2}-2$/ }).first()).toBeVisible();
});

test('the panel says what has come, as it comes', async ({ page, server }) => {
  const { tenant } = await ownerOf(server, page);
  await page.goto(tenant.path('/connect/okta'));
  const panel = page.locator('#arrivals');
  await expect(panel).toContainText('Issue a token first.');
  const secret = await issue(page);
  await expect(panel).toContainText('Waiting for Okta…');
  await expect(page.locator('html')).toHaveAttribute('data-ready', '');
  await ask(tenant, secret, OKTA, '/Users?filter=userName%20eq%20%22ada%22');
  await expect(panel).toContainText('Okta has reached us', { timeout: 10_000 });
  await ask(tenant, secret, OKTA, '/Users', ADA);
  await expect(panel).toContainText('Okta is connected.', { timeout: 10_000 });
  await expect(page.getByRole('status').filter({ hasText: 'Okta is connected.' })).toHaveCount(1);
  // The secret is still there: the page was not loaded anew.
  await expect(page.getByLabel('Authorization', { exact: true })).toHaveValue(secret);
  await expectAccessible(page);
  await panel.getByRole('link', { name: 'Ada Lovelace' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ada Lovelace');
});

test('without script the same is seen by asking again @nj', async ({ page, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  await page.goto(tenant.path('/connect/entra'));
  const secret = await issue(page, 'Secret Token');
  const nobody = '%22af0c4d1b-8d2c-4a9e-9c54-0c8f5a4e2f11%22';
  // Entra's administrators append the flag to the base URL.
  expect(await ask(tenant, secret, ENTRA, `/Users?aadOptscim062020&filter=userName+eq+${nobody}`)).toBe(200);
  expect(await ask(tenant, secret, ENTRA, '/Users?aadOptscim062020', { ...ADA, userName: '' })).toBe(400);
  await page.goto(tenant.path('/connect/entra'));
  const panel = page.locator('#arrivals');
  await expect(async () => {
    await page.getByRole('link', { name: 'Check now' }).click();
    await expect(panel).toContainText("Entra's Test Connection", { timeout: 500 });
    await expect(panel).toContainText('Refused:', { timeout: 500 });
  }).toPass();
  const troubles = page.getByRole('table', { name: 'What was refused here' });
  await expect(troubles.getByRole('row')).toHaveCount(2);
  await expect(troubles).toContainText('400');
  await expectAccessible(page, script);
  await page.goto(tenant.path('/connect'));
  const card = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'Microsoft Entra ID' }) });
  await expect(card).toContainText('Connected, last request');
  await expectAccessible(page, script);
});

test('whoever runs the provider gets a link to the guide and nothing else @nj', async ({ page, browser, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  await page.goto(tenant.path('/connect/okta'));
  await page.getByLabel('The link works for').selectOption('1 day');
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = await page.getByLabel('Link to this guide').inputValue();
  await expectAccessible(page, script);

  const guest = await another(browser, server, script);
  await guest.goto(new URL(link).pathname);
  await expect(guest).toHaveURL(/\/guide$/);
  await expect(guest.getByText(`${tenant.name} asks you to connect your identity provider.`)).toBeVisible();
  await expectAccessible(guest, script);
  const secret = await issue(guest);
  await expectAccessible(guest, script);
  expect(await ask(tenant, secret, OKTA, '/Users', ADA)).toBe(201);
  await expect(guest.getByRole('link', { name: 'Check now, in another tab' })).toHaveAttribute('target', '_blank');
  await guest.goto('/guide');
  await expect(async () => {
    await guest.getByRole('link', { name: 'Check now' }).click();
    await expect(guest.locator('#arrivals')).toContainText('Ada Lovelace was created', { timeout: 500 });
  }).toPass();
  await expect(guest.locator('a[href*="/t/"]')).toHaveCount(0);
  await guest.goto(tenant.path('/connect/okta'));
  await expect(guest).toHaveURL(/\/login/);

  await page.goto(tenant.path('/connect/okta'));
  await expect(page.locator('#links')).toContainText('1 token issued');
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await expect(page).toHaveURL(/\/connect\/okta$/);
  expect((await guest.goto('/guide'))!.status()).toBe(404);
  expect((await guest.goto(new URL(link).pathname))!.status()).toBe(404);
  expect(await ask(tenant, secret, OKTA, '/Users?count=1')).toBe(200);
  await page.goto(tenant.path('/audit?op=token.issue&range=all'));
  await expect(page.getByText(/^guide link of owner@/).first()).toBeVisible();
});

test('an auditor reads the guide and issues nothing @nj', async ({ page, server, script }) => {
  const tenant = await server.tenant();
  await signIn(page, await tenant.member('auditor'));
  await page.goto(tenant.path('/connect/okta'));
  await expect(page.getByRole('button', { name: 'Issue token for Okta' })).toBeDisabled();
  await expect(page.getByText('Owners and admins issue tokens.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Make a link' })).toBeDisabled();
  await expectAccessible(page, script);
});
