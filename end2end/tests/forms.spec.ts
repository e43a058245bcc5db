import { type Page } from '@playwright/test';

import { expect, ownerOf, test, type Tenant } from './support';
import { everyPage, furtherPages } from './support/pages';

/** A form as a browser would send it, nothing filled in. */
interface Form {
  page: string;
  method: string;
  /** Where it goes, without the query. */
  action: string;
  fields: string;
}

/** What takes something away that other forms are about comes after them, in this order. */
const LAST = [/\/revoke$/, /\/disable$/, /\/remove$/, /\/danger$/];

test('every form of every page is answered by a page, and none takes an event away @nj-only @full', async ({ page, server }) => {
  test.setTimeout(900_000);
  const { tenant } = await ownerOf(server, page);
  const paths = [...(await everyPage(tenant)), ...(await furtherPages(tenant, page)), '/help/shortcuts'];
  const forms = new Map<string, Form>();
  for (const path of paths) {
    expect((await page.goto(path))!.status(), path).toBe(200);
    await expect(page.getByRole('main'), path).not.toBeEmpty();
    await expect(page.getByText('Loading'), path).toHaveCount(0);
    for (const form of await formsOf(page)) forms.set(`${form.method} ${form.action}`, form);
  }
  const posted = [...forms.values()].filter(({ method }) => method === 'post');
  expect(posted.length, 'forms that change something').toBeGreaterThan(25);
  const below = (prefix: string) => posted.map(({ action }) => action).filter((action) => action.startsWith(prefix));
  for (const action of below(tenant.path('/audit'))) {
    // A view that is kept, a file that is made, and a request that is tried without writing.
    expect(action).toMatch(/\/audit\/(views\/new|evidence|[0-9a-f-]{36}\/explain)$/);
  }

  const before = await numbered(tenant);
  const rank = ({ action }: Form) => LAST.findIndex((last) => last.test(action));
  const inOrder = [...forms.values()].sort((one, other) => rank(one) - rank(other));
  for (const form of inOrder) {
    if (form.action === '/logout') continue;
    const answer = await send(page, server.url, form);
    const told = `${form.method} ${form.action} of ${form.page}`;
    // What was not filled in is told at its field.
    expect([200, 422], told).toContain(answer.status());
    const isPage = answer.headers()['content-type']!.startsWith('text/html');
    expect(isPage || form.action.endsWith('/audit/evidence'), told).toBe(true);
    if (isPage) expect(await answer.text(), told).toMatch(/<main[\s>][^]*<h1[\s>][^]*<\/html>/);
  }
  const after = await numbered(tenant);
  expect(after.length).toBeGreaterThan(before.length);
  expect(after.slice(0, before.length)).toEqual(before);
  expect(await server.cli(['audit', 'verify', '--tenant', tenant.slug])).toContain('ok: ');
});

/** The forms of a page that can be sent, each with the first of its buttons. */
async function formsOf(page: Page): Promise<Form[]> {
  const found = await page.evaluate(() =>
    [...document.querySelectorAll('form')].flatMap((form) => {
      const button = form.querySelector<HTMLButtonElement>('button:not([type=button])');
      // A dialog is closed by one; nothing is sent.
      if (!button || button.disabled || form.method === 'dialog') return [];
      const fields = [...new FormData(form, button)].map(([name, value]) => [name, String(value)]);
      return [{ method: form.method, action: new URL(form.action).pathname, fields: new URLSearchParams(fields).toString() }];
    }),
  );
  return found.map((form) => ({ ...form, page: new URL(page.url()).pathname }));
}

function send(page: Page, origin: string, { method, action, fields }: Form) {
  if (method === 'get') return page.request.get(`${action}?${fields}`);
  const headers = { origin, 'content-type': 'application/x-www-form-urlencoded' };
  return page.request.post(action, { data: fields, headers });
}

/** The numbers and hashes of the log so far. */
async function numbered(tenant: Tenant): Promise<string[]> {
  const lines = (await tenant.server.cli(['audit', 'export', '--tenant', tenant.slug])).split('\n');
  const events = lines.map((line) => JSON.parse(line)).filter((line) => !line.manifest);
  return events.map(({ seq, hash }) => `${seq} ${hash}`);
}
