import { another, expect, expectAccessible, ownerOf, signIn, test } from './support';

const PASSWORD = 'larkspur gravel piano Tuesday';

test.describe('set-up', () => {
  test('an empty database shows a notice and no form @nj', async ({ page, fresh, script }) => {
    await page.goto(fresh.url);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Rollcall is ready to be set up');
    await expect(page.locator('input:not([type=hidden])')).toHaveCount(0);
    await expectAccessible(page, script);
  });

  test('the printed link opens the form, a wrong one is 404 @nj', async ({ page, fresh, script }) => {
    const wrong = await page.goto(`${fresh.url}/setup/0000-0000-0000`);
    expect(wrong!.status()).toBe(404);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('This link does not work');

    await page.goto(fresh.setupLink);
    await expect(page).toHaveURL(`${fresh.url}/setup`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Create the first owner');
    await expectAccessible(page, script);
  });

  test('the link makes an owner once, and its code leaves the address bar @nj', async ({ page, fresh }) => {
    const link = fresh.setupLink;
    await page.goto(link);
    expect(page.url()).not.toContain(new URL(link).pathname.split('/').pop());
    await fillSetUp(page, 'acme', 'ada@acme.example');
    await expect(page).toHaveURL(`${fresh.url}/t/acme/connect`);
    await expect(page.getByRole('status').filter({ hasText: 'you are its owner' })).toBeVisible();

    const again = await page.goto(link);
    expect(again!.status()).toBe(404);
    const form = await page.goto(`${fresh.url}/setup`);
    expect(form!.status()).toBe(404);
  });

  test('of two browsers that race one link one wins @nj @full', async ({ page, browser, fresh, script }) => {
    const other = await another(browser, fresh, script);
    for (const visitor of [page, other]) await visitor.goto(fresh.setupLink);
    await Promise.all([
      fillSetUp(page, 'acme', 'ada@acme.example'),
      fillSetUp(other, 'globex', 'eve@globex.example'),
    ]);
    const told = () => Promise.all([page, other].map((one) => one.getByRole('heading', { level: 1 }).innerText()));
    await expect.poll(async () => (await told()).sort()).toEqual(['Connect an identity provider', 'This link does not work']);
    const winner = (await told())[0] === 'Connect an identity provider' ? 'acme' : 'globex';
    const [, ...tenants] = (await fresh.cli(['tenant', 'list'])).split('\n');
    expect(tenants.map((line) => line.split(/\s/)[0])).toEqual([winner]);
    await other.context().close();
  });

  test('a password is rated while it is typed', async ({ page, fresh }) => {
    await page.goto(fresh.setupLink);
    await page.getByLabel('Organisation').fill('Acme Inc.');
    await page.getByLabel('E-mail').fill('ada.lovelace@acme.example');
    await expect(page.locator('html')).toHaveAttribute('data-ready', /.*/);
    const password = page.getByLabel('Password', { exact: true });
    const said = page.locator('.strength [aria-live=polite]');
    await expect(said).toHaveText('');
    for (const [typed, words] of [
      ['seven wal', 'Too short: 3 more characters.'],
      ['ada.lovelace2026', 'This is little more than your address.'],
      ['rollcall2026', 'This is little more than a name that everybody would try.'],
      ['abcdefghijklmn', 'This repeats itself or follows a row: too easy to guess.'],
      ['seven walrus', 'Good.'],
      [PASSWORD, 'Strong.'],
    ]) {
      await password.fill(typed);
      await expect(said).toHaveText(words);
    }
    await expect(page.locator('.strength meter')).toHaveJSProperty('value', 4);
    await expectAccessible(page);
    await password.fill('');
    await expect(said).toHaveText('');
  });

  test('a refused form keeps what was typed, and never the password @nj @full', async ({ page, fresh }) => {
    await page.goto(fresh.setupLink);
    await page.getByLabel('Organisation').fill('Acme Inc.');
    await page.getByLabel('Short name').fill('Not A Slug');
    await page.getByLabel('E-mail').fill('ada@acme.example');
    await page.getByLabel('Password', { exact: true }).fill('short');
    const answer = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.getByRole('button', { name: 'Create owner' }).click();
    expect((await answer).status()).toBe(422);
    await expect(page).toHaveTitle(/^Error: /);
    await expect(page.getByLabel('Organisation')).toHaveValue('Acme Inc.');
    await expect(page.getByLabel('Short name')).toHaveValue('Not A Slug');
    await expect(page.getByLabel('Short name')).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');
  });
});

test.describe('sign-in', () => {
  test('a wrong password is told in the summary and at the field @nj', async ({ page, server, script }) => {
    const owner = await (await server.tenant()).member('owner');
    await page.goto('/login');
    await expectAccessible(page, script);
    await page.getByLabel('E-mail').fill(owner.email);
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();

    await expect(page).toHaveTitle(/^Error: /);
    await expect(page.getByText('There is a problem')).toBeVisible();
    await expect(page.getByLabel('E-mail')).toHaveValue(owner.email);
    await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');
    if (script) await expect(page.locator('.error-summary')).toBeFocused();
    await expectAccessible(page, script);
  });

  test('an unknown address gets the same answer as a wrong password @nj @full', async ({ page, server }) => {
    const owner = await (await server.tenant()).member('owner');
    const told: string[] = [];
    for (const email of [owner.email, 'nobody@nowhere.example']) {
      await page.goto('/login');
      await page.getByLabel('E-mail').fill(email);
      await page.getByLabel('Password', { exact: true }).fill('not the password');
      await page.getByRole('button', { name: 'Sign in' }).click();
      told.push(await page.getByRole('alert').innerText());
    }
    expect(told[0]).toBe(told[1]);
  });

  test('signing in leads back to where one was, and never elsewhere @nj', async ({ page, server }) => {
    const tenant = await server.tenant();
    const owner = await tenant.member('owner');
    await page.goto(tenant.path('/audit?range=7d'));
    await expect(page).toHaveURL(/\/login\?next=/);
    await page.getByLabel('E-mail').fill(owner.email);
    await page.getByLabel('Password', { exact: true }).fill(owner.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page).toHaveURL(`${server.url}${tenant.path('/audit?range=7d')}`);

    for (const elsewhere of ['//evil.example', '/\\evil.example', 'https://evil.example/']) {
      await page.context().clearCookies();
      await signIn(page, owner, elsewhere);
      await expect(page).toHaveURL(`${server.url}${tenant.path()}`);
    }
  });

  test('the eleventh attempt within a minute waits @nj @full', async ({ page, server }) => {
    const owner = await (await server.tenant()).member('owner');
    await page.goto('/login');
    const attempt = () =>
      page.request.post('/login', { form: { email: owner.email, password: 'wrong' }, maxRedirects: 0 });
    for (let tried = 0; tried < 10; tried += 1) expect((await attempt()).status()).toBe(422);
    const refused = await attempt();
    expect(refused.status()).toBe(429);
    const wait = Number(refused.headers()['retry-after']);
    expect(wait).toBeGreaterThan(0);
    expect(wait, 'the window is a minute').toBeLessThanOrEqual(60);

    await page.getByLabel('E-mail').fill(owner.email);
    await page.getByLabel('Password', { exact: true }).fill(owner.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    const told = await page.getByText(/Too many attempts\. Wait \d+ seconds?/).first().innerText();
    expect(Number(/\d+/.exec(told)![0]), 'what the page says shrinks').toBeLessThanOrEqual(wait);
    await expect(page.getByLabel('E-mail')).toHaveValue(owner.email);

    // Somebody else's attempts do not lock the owner out at another address.
    await page.context().setExtraHTTPHeaders({ 'x-forwarded-for': '203.0.113.200' });
    await signIn(page, owner);
  });

  test('a session that ends mid-form leads to sign-in and back, and does nothing @nj', async ({ page, server }) => {
    const tenant = await server.tenant();
    const owner = await tenant.member('owner');
    await signIn(page, owner, tenant.path('/tokens/new'));
    await page.getByLabel('Name', { exact: true }).fill('lost');
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Issue token' }).click();
    await expect(page).toHaveURL(/\/login\?next=/);
    await page.getByLabel('E-mail').fill(owner.email);
    await page.getByLabel('Password', { exact: true }).fill(owner.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page).toHaveURL(`${server.url}${tenant.path('/tokens/new')}`);
    expect(await server.cli(['token', 'list', '--tenant', tenant.slug])).not.toContain('lost');
  });

  test('signing out ends the session on the server @nj', async ({ page, server }) => {
    const tenant = await server.tenant();
    await signIn(page, await tenant.member('owner'));
    const cookies = await page.context().cookies();
    await page.goto('/account');
    await page.getByRole('main').getByRole('button', { name: 'Sign out' }).click();
    await expect(page).toHaveURL(/\/login/);
    await expect(page.getByText('You are signed out.')).toBeVisible();
    await page.context().addCookies(cookies);
    await page.goto(tenant.path());
    await expect(page).toHaveURL(/\/login/);
  });

  test('a new password ends the other sessions @nj', async ({ page, browser, server, script }) => {
    const tenant = await server.tenant();
    const owner = await tenant.member('owner');
    const other = await another(browser, server, script);
    for (const visitor of [page, other]) await signIn(visitor, owner);
    await page.goto('/account');
    await page.getByLabel('Current password').fill(owner.password);
    await page.getByLabel('New password').fill('seven walruses in November');
    await page.getByRole('button', { name: 'Change password' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Your password is changed' })).toBeVisible();
    await other.goto(tenant.path());
    await expect(other).toHaveURL(/\/login/);
    await other.context().close();
  });

  test('other sessions are listed and signed out @nj @full', async ({ page, browser, server, script }) => {
    const tenant = await server.tenant();
    const owner = await tenant.member('owner');
    const [phone, tablet] = [await another(browser, server, script), await another(browser, server, script)];
    for (const visitor of [page, phone, tablet]) await signIn(visitor, owner);
    await page.goto('/account');
    const sessions = page.getByRole('table', { name: 'Sessions' }).getByRole('row');
    await expect(sessions).toHaveCount(4);
    await expect(sessions.filter({ hasText: 'this one' })).toContainText('Chrome on');
    await expectAccessible(page, script);
    // The newest first: the tablet.
    await sessions.nth(1).getByRole('button').click();
    await expect(page.getByRole('status').filter({ hasText: 'That session has ended' })).toBeVisible();
    await tablet.goto(tenant.path());
    await expect(tablet).toHaveURL(/\/login/);
    await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
    await expect(page.getByRole('status').filter({ hasText: '1 other session was signed out' })).toBeVisible();
    await phone.getByRole('navigation', { name: 'Console' }).getByRole('link', { name: 'Users' }).click();
    await expect(phone).toHaveURL(/\/login\?next=/);
    await page.goto(tenant.path());
    await expect(page).not.toHaveURL(/\/login/);
    for (const visitor of [phone, tablet]) await visitor.context().close();
  });

  test('a password that is given again leads back, and never elsewhere @nj @full', async ({ page, server, script }) => {
    const { tenant, owner } = await ownerOf(server, page);
    const form = tenant.path('/settings/retention');
    await page.goto(`/account/confirm?next=${encodeURIComponent(form)}`);
    await expectAccessible(page, script);
    const cancel = page.getByRole('link', { name: 'Cancel' });
    await expect(cancel).toHaveAttribute('href', form);
    await page.getByLabel('Your password').fill('not the password');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await expect(page).toHaveTitle(/^Error: /);
    await page.getByLabel('Your password').fill(owner.password);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await expect(page).toHaveURL(`${server.url}${form}`);
    await page.goto('/account/confirm?next=//evil.example');
    await expect(cancel).toHaveAttribute('href', '/account');
    await page.getByLabel('Your password').fill(owner.password);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await expect(page).toHaveURL(`${server.url}/account`);
  });

  test('the session cookie is out of reach of scripts and of other sites @nj', async ({ page, server }) => {
    await signIn(page, await (await server.tenant()).member('owner'));
    const cookie = (await page.context().cookies()).find(({ name }) => name === 'rollcall');
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
  });

  test('an invitation makes a member, once @nj', async ({ page, server, script }) => {
    const tenant = await server.tenant();
    const where = ['--tenant', tenant.slug, '--email', `eve@${tenant.slug}.example`, '--role', 'auditor'];
    const printed = await server.cli(['admin', 'create', ...where]);
    const link = /\/invite\/\S+/.exec(printed)![0];
    await page.goto(link);
    await expect(page).toHaveURL(`${server.url}/invite`);
    await expectAccessible(page, script);
    await page.getByLabel('Choose a password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Accept invitation' }).click();
    await expect(page).toHaveURL(`${server.url}${tenant.path()}`);
    await page.context().clearCookies();
    expect((await page.goto(link))!.status()).toBe(404);
  });
});

async function fillSetUp(page: import('@playwright/test').Page, slug: string, email: string) {
  await page.getByLabel('Organisation').fill('Acme Inc.');
  await page.getByLabel('Short name').fill(slug);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create owner' }).click();
}
