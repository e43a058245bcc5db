import { expect, expectAccessible, expectFits, NARROW, ownerOf, signIn, test } from './support';

test('a search is in the address, and survives in another browser @nj', async ({ page, browser, server, script }) => {
  const { tenant, owner } = await ownerOf(server, page);
  await tenant.user('ada@acme.example', { displayName: 'Ada Lovelace' });
  await tenant.user('adam@acme.example', { displayName: 'Adam Smith', active: false });
  await tenant.user('grace@acme.example', { displayName: 'Grace Hopper' });
  await page.goto(tenant.path('/users'));
  await page.getByRole('searchbox', { name: 'Search' }).fill('ada');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page).toHaveURL(/q=ada/);
  await expect(page.getByRole('main').locator('tbody tr')).toHaveCount(2);

  const context = await browser.newContext({ javaScriptEnabled: script });
  const fresh = await context.newPage();
  await fresh.goto(`${server.url}/login?next=${encodeURIComponent(new URL(page.url()).pathname + new URL(page.url()).search)}`);
  await fresh.getByLabel('E-mail').fill(owner.email);
  await fresh.getByLabel('Password', { exact: true }).fill(owner.password);
  await fresh.getByRole('button', { name: 'Sign in' }).click();
  await expect(fresh).toHaveURL(page.url());
  await expect(fresh.getByRole('main').locator('tbody tr')).toHaveCount(2);
  await context.close();

  await page.goto(tenant.path('/users?active=false'));
  await expect(page.getByRole('main').locator('tbody tr')).toHaveCount(1);
  await page.goto(tenant.path('/users?q=nobody'));
  await expect(page.getByRole('main')).toContainText('No user matches');
});

test('a filter narrows the list, and one that is wrong is told at its field @nj', async ({ page, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  for (const [name, place, active] of [['ada', 'acme', true], ['grace', 'acme', false], ['mary', 'globex', false]]) {
    await tenant.user(`${name}@${place}.example`, { active, emails: [{ value: `${name}@${place}.example`, type: 'work' }] });
  }
  await page.goto(tenant.path('/users'));
  const filter = page.getByLabel('SCIM filter');
  await filter.fill('active eq false and emails.value co "acme"');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page).toHaveURL(/[?&]filter=active/);
  const rows = page.getByRole('main').locator('tbody tr');
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('grace');
  await expectAccessible(page, script);
  await filter.fill('userName eq');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(filter).toHaveAttribute('aria-invalid', 'true');
  await expect(filter).toHaveValue('userName eq');
  await expect(page.locator('#filter-error')).toContainText('offset 11: expected a value');
  await expect(rows).toHaveCount(3);
  await expectAccessible(page, script);
});

test('the pages of one user are links with addresses of their own @nj', async ({ page, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  const id = await tenant.user('ada@acme.example', {
    displayName: 'Ada Lovelace',
    name: { givenName: 'Ada', familyName: 'Lovelace' },
    emails: [{ value: 'ada@acme.example', type: 'work', primary: true }],
    externalId: '00u1ld',
  });
  await tenant.group('Engineering', [id]);
  const titles = new Set<string>();
  await page.goto(tenant.path(`/users/${id}`));
  for (const [tab, path] of [['Summary', ''], ['Groups', '/groups'], ['History', '/history'], ['Raw', '/raw']]) {
    const tabs = page.getByRole('navigation', { name: 'Pages of this user' });
    await tabs.getByRole('link', { name: new RegExp(`^${tab}`) }).click();
    await expect(page).toHaveURL(`${server.url}${tenant.path(`/users/${id}${path}`)}`);
    await expect(tabs.locator('[aria-current=page]')).toContainText(tab);
    titles.add(await page.title());
    await expectAccessible(page, script);
  }
  expect(titles.size).toBe(4);
});

test('a change over SCIM is in the history, with was, now and its event @nj', async ({ page, server }) => {
  const { tenant } = await ownerOf(server, page);
  const id = await tenant.user('ada@acme.example', { displayName: 'Ada Byron' });
  await page.goto(tenant.path(`/users/${id}/history`));
  await tenant.patch(`/Users/${id}`, { op: 'replace', path: 'displayName', value: 'Ada Lovelace' });
  await page.reload();
  const main = page.getByRole('main');
  await expect(main).toContainText('displayName');
  await expect(main).toContainText('Ada Byron');
  await expect(main).toContainText('Ada Lovelace');
  await main.locator('a[href*="/audit/"]').first().click();
  await expect(page).toHaveURL(/\/audit\/[0-9a-f-]{36}/);
});

test('the raw page is what a SCIM GET answers @nj @full', async ({ page, server }) => {
  const { tenant } = await ownerOf(server, page);
  const id = await tenant.user('ada@acme.example', { displayName: 'Ada Lovelace', externalId: '7' });
  await tenant.group('Engineering', [id]);
  const { body } = await tenant.scim('GET', `/Users/${id}`);
  await page.goto(tenant.path(`/users/${id}/raw`));
  expect(JSON.parse((await page.locator('#resource-json').textContent())!)).toEqual(body);
});

test('a deleted user is a page that leads to its trail @nj @full', async ({ page, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  const id = await tenant.user('ada@acme.example');
  await tenant.scim('DELETE', `/Users/${id}`);
  expect((await page.goto(tenant.path(`/users/${id}`)))!.status()).toBe(404);
  await expectAccessible(page, script);
  await page.getByRole('main').getByRole('link', { name: 'Look for it in the audit log' }).click();
  await expect(page).toHaveURL(new RegExp(`id=${id}`));
  await expect(page.getByRole('main').locator('tbody tr')).not.toHaveCount(0);
});

test('a group shows its members, and a change of them @nj', async ({ page, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  const ada = await tenant.user('ada@acme.example', { displayName: 'Ada Lovelace' });
  const grace = await tenant.user('grace@acme.example', { displayName: 'Grace Hopper' });
  const inner = await tenant.group('Compilers', [grace]);
  const id = await tenant.group('Engineering', [ada, inner]);
  await page.goto(tenant.path('/groups'));
  await expectAccessible(page, script);
  await page.getByRole('link', { name: 'Engineering' }).click();
  await expectAccessible(page, script);
  await page.goto(tenant.path(`/groups/${id}/members`));
  await expect(page.getByRole('main').locator('tbody tr')).toHaveCount(2);
  await expectAccessible(page, script);
  await tenant.patch(`/Groups/${id}`, { op: 'remove', path: `members[value eq "${ada}"]` });
  await page.goto(tenant.path(`/groups/${id}/history`));
  await expect(page.getByRole('main')).toContainText('members');
  await expectAccessible(page, script);
});

test('what an identity provider sends is text, whatever it looks like', async ({ page, server }) => {
  const { tenant } = await ownerOf(server, page);
  const hostile = ['<img src=x onerror=alert(1)>', '\u202Egnp.exe', 'x'.repeat(1_000), '{{7*7}}</script><b>'];
  const ids: string[] = [];
  for (const [n, displayName] of hostile.entries()) {
    ids.push(await tenant.user(`user${n}@acme.example`, { displayName }));
  }
  await tenant.group('<script>alert(1)</script>', ids);
  page.on('dialog', () => expect('a dialog').toBe('none'));
  const pages = ['/users', '/groups', '/audit', '', ...ids.map((id) => `/users/${id}`), `/users/${ids[2]}/history`];
  for (const path of pages) {
    await page.goto(tenant.path(path));
    expect(await page.locator('main img, main script, main b').count(), path).toBe(0);
    await page.setViewportSize(NARROW);
    await expectFits(page);
  }
  await page.goto(tenant.path('/users'));
  await expect(page.getByRole('main')).toContainText(hostile[0]);
  await expectAccessible(page);
});

test('an auditor sees users and groups like everybody @nj @full', async ({ page, server }) => {
  const tenant = await server.tenant();
  const id = await tenant.user('ada@acme.example');
  await signIn(page, await tenant.member('auditor'));
  for (const path of ['', '/users', `/users/${id}`, '/groups', '/audit', '/tokens', '/connect']) {
    expect((await page.goto(tenant.path(path)))!.status(), path).toBe(200);
  }
});

test('the directory is shown as it was, and what has changed since @nj @full', async ({ page, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  const ada = await tenant.user('ada@acme.example', { displayName: 'Ada Lovelace' });
  const group = await tenant.group('Engineering', [ada]);
  await tenant.patch(`/Users/${ada}`, { op: 'replace', path: 'displayName', value: 'Ada King' });
  const main = page.getByRole('main');

  // From the event to what was before it.
  const events = await tenant.server.cli(['audit', 'export', '--tenant', tenant.slug]);
  const renamed = JSON.parse(events.split('\n').find((line) => line.includes('user.update'))!);
  await page.goto(tenant.path(`/audit/${renamed.id}`));
  await page.getByRole('link', { name: 'As it was before this event' }).click();
  await expect(page).toHaveURL(new RegExp(`at=${renamed.seq - 1}$`));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ada Lovelace');
  await expect(main).toContainText(`As of event ${renamed.seq - 1}`);
  await expect(main.getByRole('table', { name: 'Changes' })).toContainText('Ada King');
  await expectAccessible(page, script);

  // Everything of that instant.
  await page.getByRole('link', { name: 'Engineering' }).click();
  await expect(main.getByRole('link', { name: 'Ada Lovelace' })).toBeVisible();
  await tenant.scim('DELETE', `/Groups/${group}`);
  await tenant.scim('DELETE', `/Users/${ada}`);
  await page.reload();
  await expect(main).toContainText('It was deleted.');
  await page.goto(tenant.path('/users'));
  await expect(main).not.toContainText('Ada');
  await page.goto(tenant.path(`/users?at=${renamed.seq}`));
  await expect(main.getByRole('link', { name: 'Ada King' })).toBeVisible();
  await expectAccessible(page, script);
  await page.getByRole('link', { name: 'Back to the present' }).click();
  await expect(page).toHaveURL(/\/users$/);

  // What is no instant is told at its field.
  await page.goto(tenant.path('/users?at=yesterday'));
  await expect(main).toContainText('Enter a time like');
  await page.goto(tenant.path('/users?at=2126-01-01T00:00'));
  await expect(main).toContainText('has not come yet');
});

test('an owner deactivates a user in an emergency, with a reason that the log tells @nj', async ({ page, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  const id = await tenant.user('ada@acme.example', { displayName: 'Ada Lovelace' });
  const main = page.getByRole('main');
  await page.goto(tenant.path(`/users/${id}`));
  await main.getByRole('link', { name: 'Deactivate here now' }).click();
  await expect(main).toContainText('may switch the user on again');
  await expectAccessible(page, script);

  await main.getByLabel('Reason').fill('too short');
  await main.getByLabel('Type ada@acme.example to confirm').fill('ada');
  await main.getByRole('button', { name: 'Deactivate here now' }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(main.getByLabel('Reason')).toHaveValue('too short');
  await expectAccessible(page, script);

  await main.getByLabel('Reason').fill('Left today, the provider cannot be reached');
  await main.getByLabel('Type ada@acme.example to confirm').fill('ada@acme.example');
  await main.getByRole('button', { name: 'Deactivate here now' }).click();
  await expect(page).toHaveURL(`${server.url}${tenant.path(`/users/${id}`)}`);
  await expect(page.getByRole('status').filter({ hasText: 'Ada Lovelace is inactive' })).toBeVisible();
  await main.getByRole('link', { name: 'Why?' }).click();
  await expect(main).toContainText('Left today, the provider cannot be reached');
  expect((await tenant.scim('GET', `/Users/${id}`)).body.active).toBe(false);

  await page.goto(tenant.path(`/users/${id}/deactivate`));
  await expect(main).toContainText('inactive already');
  await expectAccessible(page, script);
});

test('an auditor sees that there is such a control, and why it is not theirs @nj', async ({ page, server, script }) => {
  const tenant = await server.tenant();
  const id = await tenant.user('ada@acme.example');
  await signIn(page, await tenant.member('auditor'));
  await page.goto(tenant.path(`/users/${id}`));
  const main = page.getByRole('main');
  await expect(main.getByRole('button', { name: 'Deactivate here now' })).toBeDisabled();
  await expect(main).toContainText('Only owners can deactivate a user here.');
  await expectAccessible(page, script);
});

test('a list is taken as a file, as it is filtered @nj', async ({ page, server }) => {
  const { tenant } = await ownerOf(server, page);
  const ada = await tenant.user('ada@acme.example', { displayName: '=Ada' });
  await tenant.user('grace@acme.example', { active: false });
  const group = await tenant.group('Engineering', [ada]);
  const taken = async (path: string, name: string) => {
    await page.goto(tenant.path(path));
    const downloading = page.waitForEvent('download');
    await page.getByRole('main').getByRole('link', { name }).click();
    const download = await downloading;
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    return { name: download.suggestedFilename(), text: Buffer.concat(chunks).toString() };
  };
  const table = await taken('/users?active=true', 'Export CSV');
  expect(table.name).toMatch(/^rollcall_.*_users_.*\.csv$/);
  expect(table.text.split('\r\n').filter(Boolean)).toHaveLength(2);
  expect(table.text).toContain("'=Ada");
  const lines = await taken('/users?q=grace', 'Export NDJSON');
  expect(JSON.parse(lines.text).userName).toBe('grace@acme.example');
  const members = await taken(`/groups/${group}/members`, 'Export NDJSON');
  expect(JSON.parse(members.text).id).toBe(ada);
});

test('users are narrowed by group and source, and their columns chosen @nj', async ({ page, server, script }) => {
  const { tenant } = await ownerOf(server, page);
  const ada = await tenant.user('ada@acme.example', { displayName: 'Ada' });
  const entra = await tenant.token('entra');
  await tenant.scim('POST', '/Users', { userName: 'grace@acme.example' }, entra);
  await tenant.group('Engineering', [ada]);
  const main = page.getByRole('main');
  const rows = main.locator('tbody tr');
  await page.goto(tenant.path('/users'));
  await expect(rows).toHaveCount(2);
  await main.getByRole('combobox', { name: 'Source' }).selectOption('entra');
  await main.getByRole('button', { name: 'Apply' }).click();
  await expect(page).toHaveURL(/source=entra/);
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('grace');
  await expectAccessible(page, script);
  await main.getByRole('link', { name: /Remove filter.*Source/ }).click();
  await main.getByRole('combobox', { name: 'Group' }).selectOption({ label: 'Engineering' });
  await main.getByRole('button', { name: 'Apply' }).click();
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('Ada');

  await main.getByText('Columns', { exact: true }).click();
  await main.getByRole('checkbox', { name: 'Source' }).check();
  await main.getByRole('checkbox', { name: 'externalId' }).uncheck();
  await expectAccessible(page, script);
  await main.getByRole('button', { name: 'Show these columns' }).click();
  const heads = main.locator('thead th');
  await expect(heads.filter({ hasText: 'Source' })).toHaveCount(1);
  await expect(rows).toContainText('okta');
  await expect(rows).toHaveCount(1);
  await page.goto(tenant.path('/users'));
  await expect(heads.filter({ hasText: 'Source' })).toHaveCount(1);
  await expect(heads.filter({ hasText: 'externalId' })).toHaveCount(0);
  await expectAccessible(page, script);
});

test('a list is data for a program with the same session @nj', async ({ page, server }) => {
  const { tenant } = await ownerOf(server, page);
  await tenant.user('ada@acme.example');
  await page.goto(tenant.path('/users'));
  const asked = { headers: { accept: 'application/json' } };
  const answer = await page.request.get(tenant.path('/users?q=ada'), asked);
  expect(answer.headers()['content-type']).toBe('application/json');
  const data = await answer.json();
  expect(data.rows[0].userName).toBe('ada@acme.example');
  expect(data.total).toBe(1);
  const wrong = await page.request.get(tenant.path('/users?filter=userName+eq'), asked);
  expect(wrong.status()).toBe(422);
  expect((await wrong.json()).errors[0].field).toBe('filter');
});
