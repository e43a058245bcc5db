import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Browser, type BrowserContext, type Page } from '@playwright/test';

import { follow, noteSessions } from './secrets';
import { Server, type Person, type Tenant } from './server';

export { expect, Server };
export type { Person, Tenant };

interface PerWorker {
  server: Server;
}

interface PerTest {
  /** A server that nobody owns yet. */
  fresh: Server;
  /** Whether pages may run script. */
  script: boolean;
  /** Listens to the browsers that a test opens beside its own. */
  listening: void;
}

let addresses = 0;
/** What the browsers of this test, but for its own, complained about. */
let elsewhere: string[] = [];

export const test = base.extend<PerTest, PerWorker>({
  server: [
    async ({}, use) => {
      const server = await Server.start();
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  fresh: async ({}, use) => {
    const server = await Server.start();
    await use(server);
    await server.stop();
  },
  script: async ({ javaScriptEnabled }, use) => use(javaScriptEnabled !== false),
  listening: [
    async ({}, use) => {
      elsewhere = [];
      await use();
      expect(elsewhere, 'what another browser complained about').toEqual([]);
    },
    { auto: true },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  context: async ({ context, script }, use) => {
    const complaints: string[] = [];
    await prepare(context, script, complaints);
    await use(context);
    await noteSessions(context);
    expect(complaints, 'what the browser complained about').toEqual([]);
  },
});

/** Gives the browser an address of its own, and notes what it complains about. */
export async function prepare(context: BrowserContext, script: boolean, complaints: string[]) {
  addresses += 1;
  const address = `198.51.${process.pid % 250}.${addresses % 250}`;
  await context.setExtraHTTPHeaders({ 'x-forwarded-for': address });
  follow(context);
  context.on('weberror', (error) => complaints.push(String(error.error())));
  context.on('console', (message) => {
    // A page with a 4xx status is what several tests ask for; the browser calls that an error too.
    const refused = /Failed to load resource: the server responded with a status of 4\d\d/;
    // Without script nothing uses what the page loads ahead for its islands.
    const unused = /was preloaded using link preload but not used/;
    const expected = refused.test(message.text()) || (!script && unused.test(message.text()));
    if (['error', 'warning'].includes(message.type()) && !expected) complaints.push(message.text());
  });
  context.on('request', (request) => {
    const host = new URL(request.url()).hostname;
    if (!['127.0.0.1', 'localhost', ''].includes(host)) complaints.push(`third party: ${request.url()}`);
  });
  if (!script) return;
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (violation) =>
      console.error(`CSP: ${violation.violatedDirective} ${violation.blockedURI}`),
    );
  });
}

export async function signIn(page: Page, person: Person, next?: string) {
  await page.goto(next ? `/login?next=${encodeURIComponent(next)}` : '/login');
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).not.toHaveURL(/\/login/);
}

/** A tenant with an owner who is signed in. */
export async function ownerOf(server: Server, page: Page): Promise<{ tenant: Tenant; owner: Person }> {
  const tenant = await server.tenant();
  const owner = await tenant.member('owner');
  await signIn(page, owner);
  return { tenant, owner };
}

export const WIDE = { width: 1280, height: 800 };
export const NARROW = { width: 360, height: 740 };

/** Somebody else's browser, watched like the test's own. */
export async function another(browser: Browser, server: Server, script: boolean): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled: script });
  await prepare(context, script, elsewhere);
  return context.newPage();
}

/** How a page can be looked at. */
interface Look {
  size: typeof WIDE;
  colorScheme: 'light' | 'dark';
}

/** One at each width and in each theme. */
const LOOKS: Look[] = [
  { size: WIDE, colorScheme: 'light' },
  { size: NARROW, colorScheme: 'dark' },
];

/** The other way round. */
export const OTHER_LOOKS: Look[] = [
  { size: WIDE, colorScheme: 'dark' },
  { size: NARROW, colorScheme: 'light' },
];

export const EVERY_LOOK = [...LOOKS, ...OTHER_LOOKS];

/**
 * No accessibility rule is broken, and nothing sticks out. The checker is a script: without script
 * only the layout is looked at.
 */
export async function expectAccessible(page: Page, script = true, looks = LOOKS) {
  for (const { size, colorScheme } of looks) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    await expectFits(page);
    if (script) await expectNoViolations(page, `${size.width} px, ${colorScheme}`);
  }
  await page.setViewportSize(WIDE);
  await page.emulateMedia({ colorScheme: null });
}

async function expectNoViolations(page: Page, where: string) {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  const told = violations.map(
    (rule) => `${rule.id}: ${rule.nodes.map((node) => `${node.target} ${node.failureSummary}`).join(' | ')}`,
  );
  expect(told, `${new URL(page.url()).pathname} at ${where}`).toEqual([]);
}

/** The page does not scroll sideways. */
export async function expectFits(page: Page) {
  const overhang = await page.evaluate(() => {
    const root = document.documentElement;
    return root.scrollWidth - root.clientWidth;
  });
  expect(overhang, `${page.url()} sticks out by`).toBeLessThanOrEqual(0);
}
