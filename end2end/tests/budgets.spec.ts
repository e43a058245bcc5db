import { type Browser, type BrowserContext, type Page } from '@playwright/test';

import { expect, ownerOf, prepare, type Server, type Tenant, test } from './support';

/** Bytes on the wire, at most, of a page that is visited for the first time: docs/performance.md. */
const FIRST_VISIT = { html: 40_000, css: 18_000, js: 9_000, wasm: 120_000, total: 200_000 };
const REQUESTS = 8;
/** Bytes on the wire, at most, of a page that is visited again. */
const SECOND_VISIT = 45_000;
/** How far, at most, what is shown may move: the score of the browser. */
const SHIFT = 0.02;
/** Milliseconds: far above what is expected, since a busy machine is no fault of a page. */
const PAINT = 10_000;
const BLOCKED = 5_000;

type Kind = Exclude<keyof typeof FIRST_VISIT, 'total'>;

interface Visit {
  bytes: Record<Kind | 'total', number>;
  requests: number;
  shift: number;
  paint: number;
  blocked: number;
}

test('a page is small, still, and smaller when it is visited again', async ({ page, browser, server }) => {
  const { tenant } = await ownerOf(server, page);
  const signedIn = await page.context().storageState();
  let modules = 0;
  for (const path of await sixPages(tenant)) {
    const { context, complaints } = await fresh(browser, server, path === '/login' ? undefined : signedIn);
    const visitor = await context.newPage();
    const first = await visit(visitor, path);
    await visitor.goto('about:blank');
    const second = await visit(visitor, path);
    await context.close();

    console.log(told(path, first, second));
    for (const [kind, most] of Object.entries(FIRST_VISIT)) {
      const bytes = first.bytes[kind as Kind];
      expect(bytes, `${kind} of ${path}, with the assets of a release (cargo xtask test site)`).toBeLessThanOrEqual(most);
    }
    modules += first.bytes.wasm > 0 ? 1 : 0;
    expect(first.requests, `requests of ${path}`).toBeLessThanOrEqual(REQUESTS);
    expect(second.bytes.total, `${path} again`).toBeLessThanOrEqual(SECOND_VISIT);
    expect(second.bytes.wasm, `the module of ${path} again`).toBe(0);
    for (const { shift, paint, blocked } of [first, second]) {
      expect(shift, `what moves on ${path}`).toBeLessThanOrEqual(SHIFT);
      expect(paint, `milliseconds until ${path} is there`).toBeLessThanOrEqual(PAINT);
      expect(blocked, `milliseconds in which ${path} does not answer`).toBeLessThanOrEqual(BLOCKED);
    }
    expect(complaints, path).toEqual([]);
  }
  expect(modules, 'pages that have islands').toBeGreaterThan(0);
});

/** Pages of each kind: a form, figures, lists of fifty, one user, one event's neighbours. */
async function sixPages(tenant: Tenant): Promise<string[]> {
  let last = '';
  for (let number = 100; number < 160; number += 1) {
    last = await tenant.user(`person${number}@acme.example`, {
      displayName: `Person ${number}`,
      externalId: `00u${number}`,
      emails: [{ value: `person${number}@acme.example`, type: 'work', primary: true }],
    });
  }
  return ['/login', ...['', '/connect', '/users', `/users/${last}`, '/audit?range=all'].map((rest) => tenant.path(rest))];
}

/** A browser that has never been here, with the cookies of somebody who is signed in. */
async function fresh(browser: Browser, server: Server, storageState?: Awaited<ReturnType<BrowserContext['storageState']>>) {
  const complaints: string[] = [];
  const context = await browser.newContext({ baseURL: server.url, storageState, reducedMotion: 'reduce' });
  await prepare(context, true, complaints);
  return { context, complaints };
}

async function visit(page: Page, path: string): Promise<Visit> {
  await page.goto(path);
  if ((await page.locator('leptos-island').count()) > 0) {
    await expect(page.locator('html')).toHaveAttribute('data-ready', '');
  }
  return page.evaluate(() => {
    // What the browser has seen so far is handed out at once.
    const seen = (type: string): any[] => {
      const observer = new PerformanceObserver(() => undefined);
      observer.observe({ type, buffered: true });
      const entries = observer.takeRecords();
      observer.disconnect();
      return entries;
    };
    const bytes = { html: 0, css: 0, js: 0, wasm: 0, total: 0 };
    const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    // What comes from the browser's own store is not transferred.
    const sent = (entries as PerformanceResourceTiming[]).filter((entry) => entry.transferSize > 0);
    for (const entry of sent) {
      const kind = entry.entryType === 'navigation' ? 'html' : new URL(entry.name).pathname.split('.').pop()!;
      if (kind in bytes) bytes[kind as keyof typeof bytes] += entry.encodedBodySize;
      bytes.total += entry.transferSize;
    }
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    return {
      bytes,
      requests: sent.length,
      shift: sum(seen('layout-shift').map((entry) => entry.value)),
      paint: Math.max(0, ...seen('largest-contentful-paint').map((entry) => entry.startTime)),
      blocked: sum(seen('longtask').map((entry) => entry.duration - 50)),
    };
  });
}

/** One line for who reads the run. */
function told(path: string, first: Visit, second: Visit): string {
  const kB = (bytes: number) => (bytes / 1000).toFixed(1);
  const parts = Object.entries(first.bytes).map(([kind, bytes]) => `${kind} ${kB(bytes)}`);
  const name = path.replace(/[0-9a-f-]{36}/, '<id>');
  return (
    `${name}: ${parts.join(', ')} kB in ${first.requests} requests; again ${kB(second.bytes.total)} kB; ` +
    `there after ${Math.round(first.paint)} ms, blocked ${Math.round(first.blocked)} ms, moved ${first.shift.toFixed(3)}`
  );
}
