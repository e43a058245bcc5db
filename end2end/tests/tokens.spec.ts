import { type Page } from '@playwright/test';

import { type Tenant, expect, expectAccessible, ownerOf, signIn, test } from './support';

test.describe('issuing', () => {
  test('the secret is shown once, can be copied, and works', async ({ page, context, server }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url });
    const { tenant } = await ownerOf(server, page);
    const secret = await issue(page, tenant, 'okta-2026-11');
    await expectAccessible(page);

    await page.getByRole('button', { name: 'Copy token' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Copied' })).toHaveCount(1);
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
    const answer = await tenant.scim('GET', '/ServiceProviderConfig', undefined, secret);
    expect(answer.status).toBe(200);
  });

  test('the form works without script, and its answer is not to be stored @nj', async ({ page, server }) => {
    const { tenant } = await ownerOf(server, page);
    await page.goto(tenant.path('/tokens/new'));
    const answer = page.waitForResponse((response) => response.request().method() === 'POST');
    const secret = await issue(page, tenant, 'okta');
    expect((await answer).status()).toBe(200);
    expect((await answer).headers()['cache-control']).toBe('no-store');
    expect(secret).toMatch(/^rc_scim_[0-9A-Za-z]{71}$/);
    expect((await tenant.scim('GET', '/Users', undefined, secret)).status).toBe(200);
  });

  test('a repeated form issues nothing, and the way back shows no secret @nj', async ({ page, server }) => {
    const { tenant } = await ownerOf(server, page);
    const secret = await issue(page, tenant, 'okta');
    const repeated = await page.reload();
    expect(repeated!.status()).toBe(409);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('This token has been issued already');
    await expect(page.locator('body')).not.toContainText(secret);

    await page.goto(tenant.path('/tokens'));
    await expect(rows(page)).toHaveCount(1);
    await page.goBack();
    expect(await page.content()).not.toContain(secret);
  });

  test('the secret is nowhere else @nj', async ({ page, context, server }) => {
    const { tenant } = await ownerOf(server, page);
    const secret = await issue(page, tenant, 'okta');
    for (const path of ['/tokens', '', '/audit?range=all&reads=1', '/connect']) {
      await page.goto(tenant.path(path));
      expect(await page.content(), path).not.toContain(secret);
    }
    await page.goto(tenant.path('/tokens'));
    await rows(page).getByRole('link').first().click();
    expect(await page.content()).not.toContain(secret);
    expect(page.url()).not.toContain(secret);
    expect(JSON.stringify(await context.cookies())).not.toContain(secret);
    expect(await server.storedBytes()).not.toContain(secret.slice(30));
    expect(server.log).not.toContain(secret.slice(30));
  });

  test('a name that is taken is told at the field, and the input is kept @nj', async ({ page, server, script }) => {
    const { tenant } = await ownerOf(server, page);
    await tenant.token('okta');
    await page.goto(tenant.path('/tokens/new'));
    await page.getByLabel('Name', { exact: true }).fill('okta');
    await page.getByText('Read only', { exact: true }).click();
    await page.getByText('2 years', { exact: true }).click();
    await page.getByLabel('Allowed addresses').fill('203.0.113.0/24');
    const answer = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.getByRole('button', { name: 'Issue token' }).click();
    expect((await answer).status()).toBe(422);
    await expect(page).toHaveTitle(/^Error: /);
    if (script) await expect(page.locator('.error-summary')).toBeFocused();
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue('okta');
    await expect(page.getByLabel('Read only')).toBeChecked();
    await expect(page.getByLabel('2 years')).toBeChecked();
    await expect(page.getByLabel('Allowed addresses')).toHaveValue('203.0.113.0/24');
    await expectAccessible(page, script);
  });

  test('an address that is none is told at its field @nj @full', async ({ page, server }) => {
    const { tenant } = await ownerOf(server, page);
    await page.goto(tenant.path('/tokens/new'));
    await page.getByLabel('Name', { exact: true }).fill('okta');
    await page.getByLabel('Allowed addresses').fill('203.0.113.0/24\nnot an address');
    await page.getByRole('button', { name: 'Issue token' }).click();
    await expect(page.getByLabel('Allowed addresses')).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByLabel('Allowed addresses')).toHaveValue(/not an address/);
  });

  test('an auditor sees why there is no issuing @nj @full', async ({ page, server, script }) => {
    const tenant = await server.tenant();
    await signIn(page, await tenant.member('auditor'));
    await page.goto(tenant.path('/tokens'));
    const issue = page.getByRole('button', { name: 'Issue token' });
    await expect(issue).toBeDisabled();
    await expect(issue).toHaveAccessibleDescription('Your role is auditor. Owners and admins can issue tokens.');
    await expectAccessible(page, script);
    const refused = await page.goto(tenant.path('/tokens/new'));
    expect(refused!.status()).toBe(403);
    await expect(page.getByRole('main')).toContainText('role admin');
    await expectAccessible(page, script);
  });
});

test.describe('revoking', () => {
  test('a token in use asks for its name, and its next request is refused and recorded @nj', async ({
    page,
    server,
    script,
  }) => {
    const { tenant } = await ownerOf(server, page);
    const secret = await tenant.token('okta');
    await tenant.scim('GET', '/Users?count=1', undefined, secret);
    await page.goto(tenant.path('/tokens'));
    await rows(page).getByRole('link').first().click();
    await page.getByRole('main').getByRole('link', { name: /Revoke/ }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Revoke okta');
    await expectAccessible(page, script);

    const name = page.getByRole('textbox');
    await name.fill('entra');
    await page.getByRole('button', { name: 'Revoke okta' }).click();
    await expect(page.getByText('There is a problem')).toBeVisible();
    expect((await tenant.scim('GET', '/Users?count=1', undefined, secret)).status).toBe(200);

    await name.fill('okta');
    await page.getByRole('button', { name: 'Revoke okta' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'okta is revoked' })).toBeVisible();
    expect((await tenant.scim('GET', '/Users?count=1', undefined, secret)).status).toBe(401);
    await page.goto(tenant.path('/audit?outcome=denied'));
    await expect(page.getByRole('main')).toContainText('revoked');
  });

  test('a token that was never used is revoked without its name @nj @full', async ({ page, server }) => {
    const { tenant } = await ownerOf(server, page);
    await tenant.token('spare');
    await page.goto(tenant.path('/tokens'));
    await rows(page).getByRole('link').first().click();
    await page.getByRole('main').getByRole('link', { name: /Revoke/ }).click();
    await page.getByRole('button', { name: 'Revoke spare' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'spare is revoked' })).toBeVisible();
    await expect(page.getByRole('main')).toContainText('Revoked');
  });

  test('an auditor cannot revoke @nj @full', async ({ page, server }) => {
    const tenant = await server.tenant();
    await tenant.token('okta');
    await signIn(page, await tenant.member('auditor'));
    await page.goto(tenant.path('/tokens'));
    await rows(page).getByRole('link').first().click();
    await expect(page.getByText('Owners and admins can revoke tokens')).toBeVisible();
    expect((await page.goto(`${page.url()}/revoke`))!.status()).toBe(403);
  });
});

test.describe('rotating', () => {
  test('both tokens work, the page says who uses the old one, and no third is made @nj', async ({ page, server, script }) => {
    const { tenant } = await ownerOf(server, page);
    const old = await tenant.token('okta');
    await tenant.scim('GET', '/Users?count=1', undefined, old);
    await page.goto(tenant.path('/tokens'));
    await rows(page).getByRole('link').first().click();
    await page.getByRole('main').getByRole('link', { name: 'Rotate', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Rotate okta');
    await expect(page.getByLabel('24 hours')).toBeChecked();
    await expectAccessible(page, script);
    const answer = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.getByRole('button', { name: 'Issue the new token' }).click();
    expect((await answer).headers()['cache-control']).toBe('no-store');
    await expect(page.getByText('The old token goes on until')).toBeVisible();
    const secret = await page.getByLabel('Token', { exact: true }).inputValue();
    for (const token of [old, secret]) {
      expect((await tenant.scim('GET', '/Users?count=1', undefined, token)).status).toBe(200);
    }

    await page.getByRole('link', { name: 'I have stored it' }).click();
    await expect(page.getByRole('heading', { name: 'Rotation' })).toBeVisible();
    await expect(page.getByText('The old token was used within the last 24 hours')).toBeVisible();
    await expect(rows(page).filter({ hasText: '127.0.0.1' }).first()).toBeVisible();
    await expect(page.getByRole('link', { name: 'Rotate', exact: true })).toHaveCount(0);
    await expectAccessible(page, script);
    expect((await page.goto(`${page.url()}/rotate`))!.status()).toBe(200);
    await page.getByRole('button', { name: 'Issue the new token' }).click();
    await expect(page.getByRole('main')).toContainText('Two tokens of this name work already');

    await page.goto(tenant.path('/tokens'));
    await expect(rows(page)).toHaveCount(2);
    await expect(rows(page).filter({ hasText: 'being replaced' })).toHaveCount(1);
  });

  test('a leaked token ends with the form @nj @full', async ({ page, server }) => {
    const { tenant } = await ownerOf(server, page);
    const old = await tenant.token('okta');
    await page.goto(tenant.path('/tokens'));
    await rows(page).getByRole('link').first().click();
    await page.getByRole('main').getByRole('link', { name: 'Rotate', exact: true }).click();
    await page.getByText('Not at all: it ends now').click();
    await page.getByRole('button', { name: 'Issue the new token' }).click();
    await expect(page.getByText('The old token has ended.')).toBeVisible();
    expect((await tenant.scim('GET', '/Users?count=1', undefined, old)).status).toBe(401);
    const repeated = await page.reload();
    expect(repeated!.status()).toBe(409);
    await page.goto(tenant.path('/audit?op=token'));
    await expect(page.getByRole('main')).toContainText('Rotate token');
  });

  test('once everything uses the new token, the old one is to be revoked @nj @full', async ({ page, server, script }) => {
    const { tenant } = await ownerOf(server, page);
    await tenant.token('okta');
    const secret = await server.cli(['token', 'rotate', '--tenant', tenant.slug, '--name', 'okta']);
    await page.goto(tenant.path('/tokens'));
    await rows(page).getByRole('link').first().click();
    const revoke = page.getByRole('link', { name: 'Revoke old token' });
    await expect(page.getByText('Nobody has used the new token yet')).toBeVisible();
    await expect(revoke).not.toHaveClass(/primary/);
    expect((await tenant.scim('GET', '/Users?count=1', undefined, secret)).status).toBe(200);
    await page.getByRole('link', { name: 'Check now' }).click();
    await expect(page.getByText('silent for 24 hours or longer: it can be revoked.')).toBeVisible();
    await expect(revoke).toHaveClass(/primary/);
    await expectAccessible(page, script);
    await revoke.click();
    await page.getByRole('button', { name: 'Revoke okta' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'okta is revoked' })).toBeVisible();
    expect((await tenant.scim('GET', '/Users?count=1', undefined, secret)).status).toBe(200);
  });
});

test.describe('ending by itself', () => {
  test('a token that is about to end is on the overview, with what is left of it @nj @full', async ({
    page,
    server,
    script,
  }) => {
    const { tenant } = await ownerOf(server, page);
    // Days are rounded down: an hour more, so that the first second takes none away.
    for (const days of [59, 29, 13, 6]) await tenant.token(`in-${days}`, '--expires-in', `${days * 24 + 1}h`);
    await tenant.token('in-hours', '--expires-in', '20h');
    await tenant.token('later', '--expires-in', '62d');
    await page.goto(tenant.path());
    await expect(page.locator('.attention .attention-words')).toHaveText([
      'Token in-hours expires within a day',
      'Token in-6 expires in 6 days',
      'Token in-13 expires in 13 days',
      'Token in-29 expires in 29 days',
      'Token in-59 expires in 59 days',
    ]);
    await expectAccessible(page, script);
  });

  test('a token that has ended is refused like one that never was, and the log says when it ended @nj @full', async ({
    page,
    server,
  }) => {
    const { tenant } = await ownerOf(server, page);
    const secret = await tenant.token('short', '--expires-in', '1s');
    const ask = (credential: string) => tenant.scim('GET', '/Users?count=1', undefined, credential);
    await expect.poll(async () => (await ask(secret)).status).toBe(401);
    expect(await ask(secret)).toEqual(await ask('rc_scim_nobody'));
    const listed = JSON.parse(await server.cli(['token', 'list', '--tenant', tenant.slug, '--json']));
    await page.goto(tenant.path('/audit?outcome=denied'));
    await expect(page.getByRole('main')).toContainText(`the token expired on ${listed[0].expires_at.slice(0, 10)}`);
    await page.goto(tenant.path());
    await expect(page.locator('.attention')).toContainText('Token short expired');
  });
});

test('last use shows the minute and the address @nj @full', async ({ page, server }) => {
  const { tenant } = await ownerOf(server, page);
  const secret = await tenant.token('okta');
  await page.goto(tenant.path('/tokens'));
  await expect(page.getByRole('main')).toContainText('never used');
  const before = Date.now();
  await tenant.scim('GET', '/Users?count=1', undefined, secret);
  await page.reload();
  await rows(page).getByRole('link').first().click();
  const fact = (name: string) => page.locator('dl.facts > div').filter({ has: page.locator('dt', { hasText: name }) });
  const used = fact('Last used').locator('time').first();
  const told = Date.parse((await used.getAttribute('datetime'))!);
  expect(Math.abs(told - before), 'milliseconds from the request').toBeLessThan(60_000);
  await expect(used).toContainText(/20\d\d-\d\d-\d\d \d\d:\d\d/);
  await expect(fact('Last address')).toContainText('127.0.0.1');
});

function rows(page: Page) {
  return page.getByRole('main').locator('tbody tr');
}

/** Issues a token in the browser; its secret. */
async function issue(page: Page, tenant: Tenant, name: string): Promise<string> {
  await page.goto(tenant.path('/tokens/new'));
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Issue token' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Token issued');
  return page.getByLabel('Token', { exact: true }).inputValue();
}
