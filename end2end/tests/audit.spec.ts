import { execFile } from 'node:child_process';
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

  // The form says the same.
  const line = main.locator('.query-line code');
  const said = await line.innerText();
  await page.goto(tenant.path('/audit'));
  await page.getByLabel('Outcome').selectOption('error');
  await page.getByLabel('Operation').selectOption('user');
  await ask('"already exists"');
  await expect(line).toHaveText(said);
  await expect(main).toContainText('409');

  await page.goto(tenant.path('/audit'));
  await ask('op:user.create -outcome:error -bob');
  const events = main.getByRole('table', { name: 'Events, newest first' });
  await expect(events).toContainText('ada@acme.example');
  await expect(events.getByText('409', { exact: true })).toHaveCount(0);
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
  const again = await line.innerText();
  await page.goto(tenant.path('/audit'));
  await ask(again);
  await expect(page).toHaveURL(kept);
});

test('a column of the chart narrows the range, and its table has the same numbers @nj @full', async ({ page, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  for (const name of ['ada', 'bob']) await tenant.user(`${name}@acme.example`);
  expect((await tenant.scim('POST', '/Users', { schemas: [], userName: 'ADA@acme.example' })).status).toBe(409);
  await page.goto(tenant.path('/audit?op=user.create'));
  const chart = page.getByRole('figure', { name: 'Activity' });
  await chart.getByText('As table').click();
  await expectAccessible(page, script);
  const rows = await chart.locator('tbody tr').evaluateAll((all) =>
    all.map((row) => [row.querySelector('a')!.getAttribute('href'), ...[...row.children].map((cell) => cell.textContent)]),
  );
  const columns = await chart.locator('svg a').evaluateAll((all) =>
    all.map((column) => {
      const words = /^From (.+) UTC: (\S+) ok, (\S+) no change, (\S+) errors$/.exec(column.querySelector('title')!.textContent!)!;
      return [column.getAttribute('href'), ...words.slice(1)];
    }),
  );
  expect(rows).toEqual(columns.filter(([, , ...numbers]) => numbers.some((number) => number !== '0')));
  const sum = (index: number) => rows.reduce((total, row) => total + Number(row[index]), 0);
  expect([sum(2), sum(3), sum(4)], 'ok, without change, errors').toEqual([2, 0, 1]);

  const [href, , ...numbers] = rows.at(-1)!;
  await chart.locator(`svg a[href="${href}"]`).click();
  await expect(page).toHaveURL(/[?&]from=20\d\d-[^&]+&to=20\d\d-/);
  const narrowed = page.url();
  const total = numbers.reduce((all, number) => all + Number(number), 0);
  await expect(page.locator('#results tbody tr')).toHaveCount(total);
  await page.goBack();
  if (!(await chart.locator('details').evaluate((table) => (table as HTMLDetailsElement).open))) await chart.getByText('As table').click();
  await chart.locator('tbody a').last().click();
  await expect(page).toHaveURL(narrowed);
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
