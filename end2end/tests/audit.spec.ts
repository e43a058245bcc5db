import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

import { another, expect, expectAccessible, ownerOf, signIn, test } from './support';

const run = promisify(execFile);

test('reads are hidden until they are asked for @nj', async ({ page, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  await tenant.user('ada@acme.example');
  await tenant.scim('GET', '/Users?count=1');
  await page.goto(tenant.path('/audit'));
  const main = page.getByRole('main');
  await expect(main).toContainText('Create user');
  const events = main.getByRole('table', { name: 'Events, newest first' });
  await expect(events).not.toContainText('List users');
  await expectAccessible(page, script);

  await page.getByLabel('Include reads').check();
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page).toHaveURL(/reads=1/);
  // Reads are written in batches, a second behind at most.
  await expect(async () => {
    await page.reload();
    await expect(events).toContainText('List users', { timeout: 100 });
  }).toPass({ timeout: 10_000 });
});

test('filters are in the address, and an empty result says what to do @nj', async ({ page, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  await tenant.user('ada@acme.example');
  expect((await tenant.scim('POST', '/Users', { schemas: [], userName: 'ADA@acme.example' })).status).toBe(409);
  await page.goto(tenant.path('/audit?outcome=error'));
  await expect(page.getByRole('main')).toContainText('409');
  await page.goto(tenant.path('/audit?op=group.delete'));
  await expect(page.getByRole('main')).toContainText('No event matches');
  await expectAccessible(page, script);
  const odd = await page.goto(tenant.path('/audit?range=1y&status=9xx&from=yesterday'));
  expect(odd!.status()).toBe(200);
  await expect(page.getByRole('main')).toContainText('range');
});

test('a query line says what the form says @nj', async ({ page, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  await tenant.user('ada@acme.example');
  await tenant.user('bob@acme.example');
  expect((await tenant.scim('POST', '/Users', { schemas: [], userName: 'ADA@acme.example' })).status).toBe(409);
  await page.goto(tenant.path('/audit'));
  const search = page.getByLabel('Search', { exact: true });
  const main = page.getByRole('main');
  const ask = async (line: string) => {
    await search.fill(line);
    await page.getByRole('button', { name: 'Apply' }).click();
  };

  await ask('outcome:error op:user "already exists"');
  await expect(page).toHaveURL(/outcome=error/);
  await expect(search).toHaveValue('"already exists"');
  await expect(page.getByLabel('Outcome')).toHaveValue('error');
  await expect(main.locator('.query-line')).toContainText('outcome:error op:user "already exists"');
  await expect(main).toContainText('409');

  await page.goto(tenant.path('/audit'));
  await ask('op:user.create -outcome:error -bob');
  const events = main.getByRole('table', { name: 'Events, newest first' });
  await expect(events).toContainText('ada@acme.example');
  await expect(events).not.toContainText('409');
  await expect(events).not.toContainText('bob@acme.example');
  await expect(main.locator('.chips')).toContainText('text:bob');
  await expectAccessible(page, script);
  const kept = page.url();

  await ask('colour:red');
  await expect(main).toContainText('Character 1: there is no colour: here');
  await expect(search).toHaveValue('colour:red');
  await expect(events).toContainText('ada@acme.example');
  await expect(events).not.toContainText('bob@acme.example');
  await expectAccessible(page, script);

  // The line that a page shows leads to the same page.
  await page.goto(kept);
  const line = await main.locator('.query-line code').innerText();
  await page.goto(tenant.path('/audit'));
  await ask(line);
  await expect(page).toHaveURL(kept);
});

test('an event is a page for members, and nothing for others @nj', async ({ page, browser, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  await tenant.user('ada@acme.example');
  await page.goto(tenant.path('/audit'));
  await page.getByRole('main').locator('tbody a[href*="/audit/"]').first().click();
  await expect(page).toHaveURL(/\/audit\/[0-9a-f-]{36}/);
  await expectAccessible(page, script);
  const link = page.url();

  const colleague = await another(browser, server, script);
  await signIn(colleague, await tenant.member('auditor'));
  expect((await colleague.goto(link))!.status()).toBe(200);
  const stranger = await another(browser, server, script);
  const globex = await server.tenant('Globex');
  await signIn(stranger, await globex.member('owner'));
  expect((await stranger.goto(link))!.status()).toBe(404);
  const own = link.replace(tenant.path('/'), globex.path('/'));
  expect((await stranger.goto(own))!.status()).toBe(404);
  for (const visitor of [colleague, stranger]) await visitor.context().close();
});

test('a password in a request is struck out everywhere @nj', async ({ page, server }) => {
  const { tenant } = await ownerOf(server, page);
  const secret = 'Xq7-plaintext-password';
  const id = await tenant.user('ada@acme.example', { password: secret });
  await page.goto(tenant.path(`/audit?range=all&id=${id}`));
  await page.getByRole('main').locator('tbody a[href*="/audit/"]').first().click();
  await expect(page.getByRole('main')).toContainText('•••');
  expect(await page.content()).not.toContain(secret);
  expect(await server.cli(['audit', 'export', '--tenant', tenant.slug])).not.toContain(secret);
  expect(await server.storedBytes()).not.toContain(secret);
});

test('requested and applied stand side by side, with what was tolerated @nj', async ({ page, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  const id = await tenant.user('ada@acme.example', { displayName: 'Ada Lovelace' });
  await tenant.patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'False' });
  await page.goto(tenant.path(`/audit?range=all&op=user.deactivate`));
  await page.getByRole('main').locator('tbody a[href*="/audit/"]').first().click();
  const main = page.getByRole('main');
  await expect(main).toContainText('Requested and applied');
  await expect(main).toContainText('"False"');
  await expect(main).toContainText('read as a boolean');
  await expectAccessible(page, script);
});

test('the request of an event is a command that sends it again @nj @full', async ({ page, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  const name = `o'hara"$HOME\\ @acme.example`;
  const id = await tenant.user(name, { externalId: '00u1ldT5d7', password: 'Xq7-plaintext-password' });
  await page.goto(tenant.path(`/audit?range=all&id=${id}`));
  await page.getByRole('main').locator('tbody a[href*="/audit/"]').first().click();
  const main = page.getByRole('main');
  await expect(main.locator('#curl')).toBeHidden();
  await main.getByText('As curl command').click();
  await expect(main).toContainText('struck out before storage stand as ••• in it');
  const command = await main.locator('#curl').innerText();
  expect(command).toContain('Bearer $TOKEN');
  const TOKEN = await tenant.token('curl');
  const { stdout } = await run('sh', ['-c', `${command} --silent`], { env: { ...process.env, TOKEN } });
  expect(JSON.parse(stdout)).toMatchObject({ status: '409', scimType: 'uniqueness' });
  await expect(main.locator('#provider-search')).toHaveText('target.id eq "00u1ldT5d7"');
  await expectAccessible(page, script);
});

test('no form of the console deletes an event @nj @full', async ({ page, server }) => {
  const { tenant } = await ownerOf(server, page);
  const id = await tenant.user('ada@acme.example');
  await page.goto(tenant.path('/audit'));
  const event = await page.locator('main tbody a[href*="/audit/"]').first().getAttribute('href');
  for (const path of [tenant.path('/audit'), event!, tenant.path(`/users/${id}`), tenant.path('/tokens'), '/account']) {
    await page.goto(path);
    const forms = page.locator('form[method=post]');
    for (const form of await forms.all()) {
      const action = (await form.getAttribute('action')) ?? new URL(page.url()).pathname;
      expect(['/logout', '/account/theme', '/account/password'], path).toContain(action);
    }
  }
});

test('the list is taken as a file, and what cannot be asked is a page @nj @full', async ({ page, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  await tenant.user('ada@acme.example');
  await page.goto(tenant.path('/audit?op=user.create'));
  await expectAccessible(page, script);
  for (const [name, ending] of [['Export NDJSON', 'ndjson'], ['Export CSV', 'csv']]) {
    const waiting = page.waitForEvent('download');
    await page.getByRole('link', { name }).click();
    const download = await waiting;
    const pattern = `^rollcall_${tenant.slug}_audit_\\d{4}-\\d\\d-\\d\\dT\\d{4}Z_.*Z\\.${ending}$`;
    expect(download.suggestedFilename()).toMatch(new RegExp(pattern));
    const text = await readFile(await download.path(), 'utf8');
    expect(text).toContain('ada@acme.example');
  }
  const refused = await page.goto(tenant.path('/audit/export?format=csv&outcome=terrible'));
  expect(refused!.status()).toBe(422);
  await expect(page.getByRole('main')).toContainText('outcome');
  await expectAccessible(page, script);
  await page.getByRole('link', { name: 'Refresh' }).click();
  await expect(page).toHaveURL(/\/audit$/);
});

test('a view is saved, renamed, shared, opened by an auditor, deleted and brought back @nj @full', async ({
  page,
  browser,
  server,
  script,
}) => {
  const { tenant } = await ownerOf(server, page);
  await tenant.user('ada@acme.example');
  expect((await tenant.scim('POST', '/Users', { schemas: [], userName: 'ADA@acme.example' })).status).toBe(409);
  const auditor = await another(browser, server, script);
  await signIn(auditor, await tenant.member('auditor'));

  await page.goto(tenant.path('/audit'));
  const views = page.getByRole('navigation', { name: 'Views' });
  await views.getByRole('link', { name: 'Errors, last 24 h' }).click();
  await expect(page).toHaveURL(/outcome=error$/);
  await expect(views.getByRole('link', { name: 'Errors, last 24 h' })).toHaveAttribute('aria-current', 'true');
  await page.goto(tenant.path('/audit?outcome=error&op=user.create'));
  await page.getByRole('link', { name: 'Save view' }).click();
  await expect(page.getByRole('main')).toContainText('outcome:error op:user.create');
  await page.getByRole('button', { name: 'Save view' }).click();
  await expect(page.getByRole('alert')).toContainText('Enter a name');
  await expectAccessible(page, script);
  await page.getByLabel('Name').fill('Refused people');
  await page.getByRole('button', { name: 'Save view' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'The view Refused people is saved.' })).toBeVisible();
  await expect(page).toHaveURL(/\/audit\?outcome=error&op=user.create$/);
  await expect(views.getByRole('link', { name: 'Refused people' })).toHaveAttribute('aria-current', 'true');
  await expectAccessible(page, script);
  await auditor.goto(tenant.path('/audit/views'));
  await expect(auditor.getByRole('main')).not.toContainText('Refused people');

  await page.getByRole('link', { name: 'Manage views' }).click();
  await expectAccessible(page, script);
  await page.getByRole('link', { name: 'Change Refused people' }).click();
  await page.getByLabel('Name').fill('Refused');
  await page.getByLabel('Share with everybody in this tenant').check();
  await expectAccessible(page, script);
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByRole('main')).toContainText('shared with the tenant');

  await auditor.goto(tenant.path('/audit'));
  await auditor.getByText('1 saved view').click();
  await auditor.getByRole('link', { name: 'Refused', exact: true }).click();
  await expect(auditor).toHaveURL(/\/audit\?outcome=error&op=user.create$/);
  await expect(auditor.getByRole('main')).toContainText('409');
  await expectAccessible(auditor, script);
  await auditor.goto(tenant.path('/audit/views'));
  await expect(auditor.getByRole('main')).toContainText('shared by owner');
  await expect(auditor.getByRole('link', { name: 'Change Refused' })).toHaveCount(0);

  await page.getByRole('link', { name: 'Change Refused' }).click();
  const form = page.url();
  await page.getByRole('button', { name: 'Delete view' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'The view Refused is deleted.' })).toBeVisible();
  await expectAccessible(page, script);
  expect((await auditor.goto(form))!.status()).toBe(404);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'The view Refused is back.' })).toBeVisible();
  expect((await auditor.goto(form))!.status()).toBe(200);
  await expectAccessible(auditor, script);
  await auditor.context().close();
});

test('an evidence pack is asked for by its range, and downloaded @nj @full', async ({ page, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  await tenant.user('ada@acme.example');
  await page.goto(tenant.path('/audit'));
  await page.getByRole('link', { name: 'Evidence pack' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Evidence pack');
  await expect(page.getByRole('main')).toContainText('BEGIN PUBLIC KEY');
  await expectAccessible(page, script);

  const make = page.getByRole('button', { name: 'Download evidence pack' });
  const [from, to] = [page.getByLabel('From (UTC)'), page.getByLabel('To (UTC), excluded')];
  await from.fill('2026-11-02');
  await to.fill('2026-11-01');
  await make.click();
  await expect(page.getByRole('alert')).toContainText('Enter an end after the start.');
  await expect(from).toHaveValue('2026-11-02');
  await expect(to).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page, script);

  await from.fill('');
  await to.fill('');
  const waiting = page.waitForEvent('download');
  await make.click();
  const download = await waiting;
  expect(download.suggestedFilename()).toMatch(new RegExp(`^rollcall_${tenant.slug}_evidence_start_.*Z\\.zip$`));
  const archive = await readFile(await download.path());
  expect(archive.subarray(0, 4).toString('latin1')).toBe('PK\x03\x04');
  expect(archive.includes('SHA256SUMS.sig')).toBe(true);

  await page.goto(tenant.path('/audit'));
  await expect(page.getByRole('table', { name: 'Events, newest first' })).toContainText('Make evidence pack');
});

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

test('a failed request is explained, and tried again without writing @nj', async ({ page, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  const ada = await tenant.user('ada@acme.example', { displayName: 'Ada Lovelace', active: false });
  const again = { schemas: [], userName: 'ADA@acme.example', displayName: 'Ada Byron' };
  expect((await tenant.scim('POST', '/Users', again)).status).toBe(409);
  const open = async () => {
    await page.goto(tenant.path('/audit?outcome=error&op=user.create'));
    await page.getByRole('main').locator('tbody a[href*="/audit/"]').first().click();
  };
  await open();
  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { name: 'Why it failed' })).toBeVisible();
  await expect(main).toContainText('Another user has the userName "ADA@acme.example" already');
  const standard = main.getByRole('link', { name: 'RFC 7643, section 4.1.1' });
  await expect(standard).toHaveAttribute('href', 'https://www.rfc-editor.org/rfc/rfc7643#section-4.1.1');
  await expectAccessible(page, script);

  await main.getByRole('button', { name: 'Explain now' }).click();
  await expect(page).toHaveURL(/\/explain\?outcome=error&op=user.create#trial$/);
  await expect(main).toContainText('It would still be refused, with 409.');
  await expect(main).toContainText('Ada Lovelace has the value, and is inactive.');
  await expectAccessible(page, script);
  await main.locator('#trial').getByRole('link', { name: 'Ada Lovelace' }).click();
  await expect(page).toHaveURL(tenant.path(`/users/${ada}`));

  expect((await tenant.scim('DELETE', `/Users/${ada}`)).status).toBe(204);
  await open();
  await main.getByRole('button', { name: 'Explain now' }).click();
  await expect(main).toContainText('It would succeed now.');
  await expect(main.locator('#trial').getByRole('table', { name: 'Changes' })).toContainText('Ada Byron');
  await expect(main.getByRole('button', { name: 'Explain again' })).toBeVisible();
  await expectAccessible(page, script);
  // The address of the answer is that of the event for those who come back.
  await page.goto(page.url().replace('#trial', ''));
  await expect(main.getByRole('button', { name: 'Explain now' })).toBeVisible();
  await page.goto(tenant.path('/users'));
  await expect(main).not.toContainText('Ada Byron');
});
