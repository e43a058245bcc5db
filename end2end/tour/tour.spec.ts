import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type Browser, type Page, test } from '@playwright/test';

import { expect, NARROW, Server, signIn, WIDE } from '../tests/support';

/** Where the pictures go. */
const FOLDER = process.env.TOUR ?? 'images';
/** Bytes of a picture, at most: they are part of the repository. */
const MOST = 80_000;
const SLUG = 'demo';

interface Picture {
  name: string;
  path: string;
  dark?: boolean;
  phone?: boolean;
  /** A section of the page that stands at the top of the picture. */
  from?: string;
}

test('pictures of the demonstration tenant', async ({ browser }) => {
  test.setTimeout(300_000);
  const server = await Server.start();
  const wide = await visitor(browser, server, await demonstrate(server));
  const phone = await (await browser.newContext(await likeAPhone(wide, server))).newPage();
  await mkdir(FOLDER, { recursive: true });
  for (const picture of await pictures(wide)) {
    await take(picture.phone ? phone : wide, picture);
  }
  await Promise.all([wide.context().close(), phone.context().close()]);
  await server.stop();
});

/** Fills the demonstration tenant; who signs in to it. */
async function demonstrate(server: Server) {
  const told = await server.cli(['demo']);
  const value = (name: string) => new RegExp(`^${name}\\s+(\\S+)$`, 'm').exec(told)![1]!;
  return { email: value('email'), password: value('password') };
}

async function visitor(browser: Browser, server: Server, person: { email: string; password: string }): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.url, viewport: WIDE, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await signIn(page, person);
  return page;
}

/** The same person on a phone. */
async function likeAPhone(page: Page, server: Server) {
  const storageState = await page.context().storageState();
  return { baseURL: server.url, storageState, viewport: NARROW, reducedMotion: 'reduce' as const };
}

async function pictures(page: Page): Promise<Picture[]> {
  const user = await first(page, '/users?active=false', /\/users\/[0-9a-f-]{36}/);
  const event = await first(page, '/audit?op=user.update&outcome=success', /\/audit\/[0-9a-f-]{36}/);
  const refused = await first(page, '/audit?op=user.create&outcome=client_error&range=all', /\/audit\/[0-9a-f-]{36}/);
  const token = await first(page, '/tokens', /\/tokens\/[0-9a-f-]{36}$/, 'okta');
  return [
    { name: 'overview', path: '' },
    { name: 'overview-dark', path: '', dark: true },
    { name: 'connect', path: '/connect/okta' },
    { name: 'refused', path: refused },
    { name: 'users', path: '/users' },
    { name: 'history', path: `${user}/history` },
    { name: 'audit', path: '/audit' },
    { name: 'event', path: event },
    { name: 'event-dark', path: event, dark: true },
    { name: 'token', path: token },
    { name: 'phone-overview', path: '', phone: true },
    { name: 'phone-audit', path: '/audit', phone: true, dark: true, from: '#results' },
  ];
}

/** Where the first such link of a page leads, below the tenant. */
async function first(page: Page, path: string, link: RegExp, words = ''): Promise<string> {
  await page.goto(`/t/${SLUG}${path}`);
  const anchors = page.locator('main a', { hasText: words });
  const links = await anchors.evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href));
  const found = links.find((url) => link.test(url));
  if (!found) throw new Error(`${path} has no such link`);
  return new URL(found).pathname.replace(`/t/${SLUG}`, '');
}

async function take(page: Page, { name, path, dark, from }: Picture) {
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
  await page.goto(`/t/${SLUG}${path}`);
  if ((await page.locator('leptos-island').count()) > 0) {
    await expect(page.locator('html')).toHaveAttribute('data-ready', '');
  }
  if (from) await page.locator(from).evaluate((section) => section.scrollIntoView());
  const browser = await page.context().newCDPSession(page);
  const { data } = await browser.send('Page.captureScreenshot', { format: 'webp', quality: 80 });
  const picture = Buffer.from(data, 'base64');
  expect(picture.length, `bytes of ${name}`).toBeLessThanOrEqual(MOST);
  await writeFile(join(FOLDER, `tour-${name}.webp`), picture);
}
