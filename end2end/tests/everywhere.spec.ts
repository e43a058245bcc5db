import { type Page } from '@playwright/test';

import { EVERY_LOOK, expect, expectAccessible, expectFits, NARROW, OTHER_LOOKS, ownerOf, signIn, test, WIDE } from './support';
import { everyPage, furtherPages } from './support/pages';

test('every page is accessible, wide and light, narrow and dark', async ({ page, server }) => {
  test.setTimeout(900_000);
  const { tenant } = await ownerOf(server, page);
  for (const path of [...(await everyPage(tenant)), '/account', '/help/shortcuts', tenant.path('/nowhere')]) {
    await page.goto(path);
    await expectAccessible(page);
  }
});

test('every page is accessible, wide and dark, narrow and light @full', async ({ page, server }) => {
  test.setTimeout(900_000);
  const { tenant } = await ownerOf(server, page);
  const seen = await everyPage(tenant);
  for (const path of [...seen, '/help/shortcuts', tenant.path('/nowhere')]) {
    await page.goto(path);
    await expectAccessible(page, true, OTHER_LOOKS);
  }
  for (const path of await furtherPages(tenant, page)) {
    expect((await page.goto(path))!.status(), path).toBe(200);
    await expectAccessible(page, true, EVERY_LOOK);
  }
});

test('every page is whole without script and fits a phone @nj-only', async ({ page, server }) => {
  test.setTimeout(300_000);
  const { tenant } = await ownerOf(server, page);
  for (const path of [...(await everyPage(tenant)), '/account', '/help/shortcuts']) {
    const answer = await page.goto(path);
    expect(answer!.status(), path).toBe(200);
    await expect(page.getByRole('main'), path).not.toBeEmpty();
    await expect(page.getByRole('heading', { level: 1 }), path).toHaveCount(1);
    await expect(page.getByText('Loading'), path).toHaveCount(0);
    expect(await answer!.text(), path).not.toMatch(/<[^>]+\sstyle=/);
    // The second is what 1280 px are at 400 %.
    for (const size of [NARROW, { width: 320, height: 256 }, WIDE]) {
      await page.setViewportSize(size);
      await expectFits(page);
    }
  }
});

test('pages stay usable when the WebAssembly never arrives', async ({ browser, server }) => {
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await page.route('**/*.wasm', (route) => route.abort());
  const { tenant } = await ownerOf(server, page);
  await page.goto(tenant.path('/tokens/new'));
  await page.getByLabel('Name', { exact: true }).fill('okta');
  await page.getByRole('button', { name: 'Issue token' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Token issued');
  await page.goto(tenant.path('/audit'));
  await page.getByLabel('Search', { exact: true }).fill('issue');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page).toHaveURL(/q=issue/);
  for (const path of ['/audit', '/connect/okta', '/users']) {
    await page.goto(tenant.path(path));
    await expect(page.getByRole('heading', { level: 1 }), path).toBeVisible();
    await expect(page.getByRole('dialog'), path).toHaveCount(0);
  }
  await context.close();
});

test('the theme is in the first answer, and is remembered @nj', async ({ page, server }) => {
  const { tenant } = await ownerOf(server, page);
  await page.goto('/account');
  await page.getByRole('main').getByLabel('Dark').check();
  await page.getByRole('button', { name: 'Save theme' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Your theme is saved' })).toBeVisible();
  const answer = await page.goto(tenant.path());
  expect(await answer!.text()).toMatch(/<html[^>]*data-theme="dark"/);
  const scheme = await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
  expect(scheme).toBe('dark');
});

test('every answer carries a policy that allows nothing inline @nj', async ({ page, server }) => {
  const { tenant } = await ownerOf(server, page);
  const nonces = new Set<string>();
  for (const path of [tenant.path(), tenant.path('/users'), '/login', tenant.path('/nowhere')]) {
    const answer = await page.request.get(path, { maxRedirects: 0 });
    const policy = answer.headers()['content-security-policy'];
    expect(policy, path).toMatch(/script-src 'nonce-[\w-]+' 'strict-dynamic' 'wasm-unsafe-eval'/);
    expect(policy, path).toContain("frame-ancestors 'none'");
    expect(policy, path).not.toContain('unsafe-inline');
    nonces.add(/nonce-([\w-]+)/.exec(policy)![1]);
    expect(answer.headers()['x-content-type-options']).toBe('nosniff');
    expect(answer.headers()['referrer-policy']).toBe('same-origin');
    expect(answer.headers()['cross-origin-opener-policy']).toBe('same-origin');
  }
  expect(nonces.size).toBe(4);
});

test('a member of another tenant finds nothing anywhere @nj-only', async ({ page, server }) => {
  const tenant = await server.tenant();
  const pages = await everyPage(tenant);
  const globex = await server.tenant('Globex');
  await signIn(page, await globex.member('owner'));
  const unknown = await page.goto('/t/no-such-tenant/users');
  expect(unknown!.status()).toBe(404);
  const nothing = await shown(page);
  for (const path of pages) {
    expect((await page.goto(path))!.status(), path).toBe(404);
    expect(await shown(page), path).toBe(nothing);
    // The same ids in one's own tenant are unknown there, too.
    const own = path.replace(tenant.path(), globex.path());
    if (/[0-9a-f]{8}-/.test(path)) expect((await page.goto(own))!.status(), own).toBe(404);
  }
});

/** What a page says, but for its address, the request's id and the time; also what script has yet to show. */
async function shown(page: Page): Promise<string> {
  const text = (await page.getByRole('main').textContent()) ?? '';
  return text.replace(page.url(), 'address').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id').replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, 'time');
}

test('a form from elsewhere, or without its token, is refused and does nothing @nj', async ({ page, server }) => {
  const { tenant } = await ownerOf(server, page);
  const url = tenant.path('/tokens/new');
  await page.goto(url);
  const field = (name: string) => page.locator(`main input[name=${name}]`).first().inputValue();
  const form = {
    csrf: await field('csrf'),
    nonce: await field('nonce'),
    name: 'stolen',
    scope: 'write',
    only: 'all',
    expires: '365d',
    cidrs: '',
  };
  const attempts: [object, Record<string, string>][] = [
    [{ ...form, csrf: '' }, {}],
    [{ ...form, csrf: '0'.repeat(form.csrf.length) }, {}],
    [form, { origin: 'https://evil.example' }],
    [form, { origin: 'null' }],
    [form, { 'sec-fetch-site': 'cross-site' }],
    [form, { 'sec-fetch-site': 'same-site' }],
  ];
  for (const [fields, headers] of attempts) {
    const answer = await page.request.post(url, { form: fields as Record<string, string>, headers });
    expect(answer.status(), JSON.stringify(headers)).toBe(403);
  }
  const logout = await page.request.post('/logout', { form: {}, maxRedirects: 0 });
  expect(logout.status()).toBe(403);
  expect(await server.cli(['token', 'list', '--tenant', tenant.slug])).not.toContain('stolen');
  const right = await page.request.post(url, { form, headers: { origin: server.url } });
  expect(right.status()).toBe(200);
});

test('a bearer token opens no page, and a session no SCIM route @nj', async ({ page, browser, server }) => {
  const { tenant } = await ownerOf(server, page);
  const secret = await tenant.token('okta');
  const stranger = await browser.newContext({ baseURL: server.url });
  const headers = { authorization: `Bearer ${secret}` };
  const answer = await stranger.request.get(tenant.path('/users'), { headers, maxRedirects: 0 });
  expect(answer.status()).toBe(303);
  expect(answer.headers().location).toContain('/login?next=');
  await stranger.close();
  const scim = await page.request.get(tenant.path('/scim/v2/Users'));
  expect(scim.status()).toBe(401);
});

test('odd requests are pages too, never a failure of the server @nj', async ({ page, server }) => {
  const { tenant } = await ownerOf(server, page);
  const csrf = await (async () => {
    await page.goto('/account');
    return page.locator('input[name=csrf]').first().inputValue();
  })();
  const url = tenant.path('/tokens/new');
  const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' };
  const posts: [string, string, number][] = [
    [`csrf=${csrf}&name=a&name=b`, urlencoded['content-type'], 400],
    [`csrf=${csrf}&name=%00`, urlencoded['content-type'], 400],
    [`csrf=${csrf}&name=${'x'.repeat(70_000)}`, urlencoded['content-type'], 413],
    [`{"csrf":"${csrf}"}`, 'application/json', 400],
    [`csrf=${csrf}&nonce=x&name=a&scope=write&expires=90d`, urlencoded['content-type'], 400],
  ];
  for (const [data, type, status] of posts) {
    const answer = await page.request.post(url, { data, headers: { 'content-type': type } });
    expect(answer.status(), data.slice(0, 80)).toBe(status);
    expect(answer.headers()['content-type']).toContain('text/html');
  }
  const gets = ['/users/%00', '/users/not-an-id', '/users?cursor=%00', '/users?limit=-1&sort=x', '/audit/x', '/audit?from=9999-99-99T99:99', '/nowhere', '/users/%ff'];
  for (const path of gets) {
    const answer = await page.request.get(tenant.path(path));
    expect(answer.status(), path).toBeLessThan(500);
    expect(answer.headers()['content-type'], path).toContain('text/html');
  }
  const method = await page.request.fetch(tenant.path('/users'), { method: 'DELETE' });
  expect(method.status()).toBe(405);
  expect(method.headers()['content-type']).toContain('text/html');
});

test('a failure says which request it was and when @nj', async ({ page, server }) => {
  const { tenant } = await ownerOf(server, page);
  const day = () => new Date().toISOString().slice(0, 10);
  const before = day();
  const answer = await page.goto(tenant.path('/nowhere'));
  expect(answer!.status()).toBe(404);
  await expect(page.getByRole('main')).toContainText(answer!.headers()['x-request-id']);
  await expect(page.getByRole('main')).toContainText(new RegExp(`${before}|${day()}`));
});
