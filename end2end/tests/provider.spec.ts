import type { Page } from '@playwright/test';

import { another, expect, expectAccessible, Server, signIn, test, type Tenant } from './support';
import { CLIENT_ID, CLIENT_SECRET, Provider } from './support/provider';
import { note, noteSessions } from './support/secrets';

note("a provider's client secret", CLIENT_SECRET);

/** A server that may ask a provider on this machine, and the provider. */
async function withProvider(use: (server: Server, provider: Provider) => Promise<void>) {
  const provider = await Provider.start();
  const server = await Server.start({ ROLLCALL_OUTBOUND_PRIVATE: 'true' });
  try {
    await use(server, provider);
  } finally {
    await server.stop();
    await provider.stop();
  }
}

/** Fills in what the server has to know of the provider. */
async function connect(page: Page, tenant: Tenant, issuer: string) {
  await page.goto(tenant.path('/settings/sign-in'));
  await page.getByText('On', { exact: true }).click();
  await page.getByLabel('Issuer').fill(issuer);
  await page.getByLabel('Client ID').fill(CLIENT_ID);
  await page.getByLabel('Client secret').fill(CLIENT_SECRET);
  await page.getByLabel('Values that make an admin').fill('it');
  await page.getByLabel('Everybody else at the provider').selectOption({ label: 'may not sign in' });
  await page.getByRole('button', { name: 'Save' }).click();
}

/** From the sign-in page to the provider. */
async function toProvider(page: Page, tenant: Tenant) {
  await page.goto('/login');
  await page.getByRole('link', { name: 'Sign in through your organisation' }).click();
  await page.getByLabel('Short name of your organisation').fill(tenant.slug);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('heading', { name: 'The provider asks' })).toBeVisible();
}

test('an owner connects the provider, and a colleague comes in through it @nj', async ({ browser, script }) => {
  await withProvider(async (server, provider) => {
    const tenant = await server.tenant();
    const owner = await another(browser, server, script);
    await signIn(owner, await tenant.member('owner'));

    await connect(owner, tenant, `${provider.issuer}/elsewhere`);
    await expect(owner).toHaveTitle(/^Error: /);
    await expect(owner.getByLabel('Issuer')).toHaveValue(`${provider.issuer}/elsewhere`);
    await expect(owner.getByLabel('Client secret')).toHaveValue('');
    await expectAccessible(owner, script);
    await connect(owner, tenant, provider.issuer);
    await expect(owner).not.toHaveTitle(/^Error: /);
    await expectAccessible(owner, script);
    expect(await owner.content()).not.toContain(CLIENT_SECRET);

    const colleague = await another(browser, server, script);
    provider.claims = { sub: 'ada', email: `ada@${tenant.slug}.example`, roles: ['it'] };
    await toProvider(colleague, tenant);
    await colleague.getByRole('link', { name: /^Continue as/ }).click();
    await expect(colleague).toHaveURL(new RegExp(`${tenant.path()}$`));
    await expect(colleague.getByRole('heading', { name: 'Overview' })).toBeVisible();

    await colleague.goto('/account');
    await expect(colleague.getByText(`through the provider of ${tenant.name}`)).toBeVisible();
    await expectAccessible(colleague, script);

    await owner.goto(tenant.path('/members'));
    const row = owner.getByRole('row', { name: new RegExp(provider.claims.email) });
    await expect(row).toContainText('Admin');
    for (const page of [owner, colleague]) await noteSessions(page.context());
  });
});

test('whoever the provider does not let in is told, and nobody is signed in @nj', async ({ browser, script }) => {
  await withProvider(async (server, provider) => {
    const tenant = await server.tenant();
    const owner = await another(browser, server, script);
    await signIn(owner, await tenant.member('owner'));
    await connect(owner, tenant, provider.issuer);
    await expect(owner).not.toHaveTitle(/^Error: /);

    const stranger = await another(browser, server, script);
    await stranger.goto('/login/oidc?form=1&tenant=nobody-of-this-name');
    await expect(stranger.getByText('No organisation of this short name').first()).toBeVisible();
    await expectAccessible(stranger, script);

    await toProvider(stranger, tenant);
    await stranger.getByRole('link', { name: 'Decline' }).click();
    await expect(stranger.getByText('provider did not sign you in')).toBeVisible();
    await expectAccessible(stranger, script);

    provider.claims = { sub: 'eve', email: `eve@${tenant.slug}.example`, roles: ['sales'] };
    await toProvider(stranger, tenant);
    await stranger.getByRole('link', { name: /^Continue as/ }).click();
    await expect(stranger.getByText('knows you, and you may not sign in here')).toBeVisible();
    await stranger.goto(tenant.path());
    await expect(stranger).toHaveURL(/\/login/);

    await owner.goto(tenant.path('/audit?op=login.failure&range=all'));
    await expect(owner.getByRole('row').filter({ hasText: 'Sign-in' }).first()).toBeVisible();
    await noteSessions(owner.context());
  });
});

test('a session of the provider reaches its own tenant alone, and ends with the connection @nj', async ({
  browser,
  script,
}) => {
  await withProvider(async (server, provider) => {
    const tenant = await server.tenant();
    const other = await server.tenant('Globex');
    const owner = await another(browser, server, script);
    await signIn(owner, await tenant.member('owner'));
    await connect(owner, tenant, provider.issuer);
    await expect(owner).not.toHaveTitle(/^Error: /);

    const colleague = await another(browser, server, script);
    provider.claims = { sub: 'ada', email: `ada@${tenant.slug}.example`, roles: ['it'] };
    await toProvider(colleague, tenant);
    await colleague.getByRole('link', { name: /^Continue as/ }).click();
    await expect(colleague).toHaveURL(new RegExp(`${tenant.path()}$`));
    for (const path of [other.path(), '/tenants/new', '/account/second-factor']) {
      expect((await colleague.goto(path))!.status(), path).toBe(404);
    }

    await owner.goto(tenant.path('/settings/sign-in'));
    await owner.getByText('Off', { exact: true }).click();
    await owner.getByRole('button', { name: 'Save' }).click();
    await expect(owner).not.toHaveTitle(/^Error: /);
    await colleague.goto(tenant.path());
    await expect(colleague).toHaveURL(/\/login/);
    for (const page of [owner, colleague]) await noteSessions(page.context());
  });
});
