import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Page } from '@playwright/test';

import { expect, expectAccessible, ownerOf, test, type Server, type Tenant } from './support';

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

test('a table obeys the filter, holds no formula, and its event says what was taken @nj @full', async ({ page, server }) => {
  const { tenant } = await ownerOf(server, page);
  const formula = '=HYPERLINK("https://evil.example", "a bargain")';
  await tenant.user('ada@acme.example', { displayName: formula });
  const bob = await tenant.user('bob@acme.example');
  await tenant.patch(`/Users/${bob}`, { op: 'replace', path: 'active', value: false });
  await page.goto(tenant.path('/audit?op=user.create'));
  const text = await fileOf(page, 'Export CSV');
  const [head, ...rows] = cellsOf(text);
  const column = (name: string) => rows.map((row) => row[head!.indexOf(name)]);
  expect(rows.map((row) => row.length)).toEqual([head!.length, head!.length]);
  expect(column('operation')).toEqual(['user.create', 'user.create']);
  expect(column('resource.label')).toEqual([`'${formula}`, 'bob@acme.example']);
  expect(rows.flat().filter((cell) => /^\s*[=+@-]/.test(cell))).toEqual([]);

  const event = await eventOf(page, tenant);
  expect(event).toMatchObject({ format: 'csv', manifest: { count: rows.length, sha256: sha256(text) } });
});

test('a file of events proves itself without the server, and one letter breaks it @nj @full', async ({ page, server }) => {
  const { tenant } = await ownerOf(server, page);
  for (const name of ['ada', 'bob', 'eve']) await tenant.user(`${name}@acme.example`);
  await page.goto(tenant.path('/audit?range=all&reads=1'));
  const text = await fileOf(page, 'Export NDJSON');
  const lines = text.trimEnd().split('\n');
  const events = lines.slice(0, -1);
  const bob = events.findIndex((line) => line.includes('bob@acme.example'));
  expect(bob).toBeGreaterThan(0);
  const manifest = { count: events.length, sha256: sha256(events.map((line) => `${line}\n`).join('')) };
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({ manifest });
  expect(await eventOf(page, tenant)).toMatchObject({ format: 'ndjson', manifest });

  expect(await verified(server, text)).toContain(`ok: ${events.length} events`);
  lines[bob] = lines[bob]!.replace('bob@acme.example', 'bob@acne.example');
  const { seq } = JSON.parse(lines[bob]!);
  await expect(verified(server, `${lines.join('\n')}\n`)).rejects.toThrow(`the audit log is broken: seq ${seq}: `);
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

/** What a link of the log leads to. */
async function fileOf(page: Page, name: string): Promise<string> {
  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name, exact: true }).click();
  return readFile(await (await waiting).path(), 'utf8');
}

/** What the event of the last export says of it. */
async function eventOf(page: Page, tenant: Tenant) {
  await page.goto(tenant.path('/audit?range=all&op=audit.export'));
  await page.locator('#results .row-link').first().click();
  return JSON.parse((await page.locator('#response-body').textContent())!);
}

/** What the command says that checks a file. */
async function verified(server: Server, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-export-'));
  const file = join(folder, 'audit.ndjson');
  await writeFile(file, text);
  try {
    return await server.cli(['audit', 'verify', '--file', file]);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The cells of a table, which has to be as RFC 4180 wants it. */
function cellsOf(text: string): string[][] {
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  const rows: string[][] = [];
  let row: string[] = [];
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const found = cell.exec(text);
    if (!found) throw new Error(`no cell at ${at}: ${text.slice(at, at + 80)}`);
    row.push(found[1]?.replaceAll('""', '"') ?? found[2]!);
    if (found[3] === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
