import type { Page } from '@playwright/test';

import type { Tenant } from './server';

/** Three people and two groups, the names in the order of the list. */
export async function filled(tenant: Tenant): Promise<string[]> {
  const ids: string[] = [];
  for (const name of ['Ada Lovelace', 'Grace Hopper', 'Mary Somerville']) {
    const userName = `${name.split(' ')[0]!.toLowerCase()}@acme.example`;
    ids.push(await tenant.user(userName, { displayName: name, externalId: `ext-${userName}` }));
  }
  await tenant.group('Engineering', ids);
  return ids;
}

/** The browser has what the pages load beside themselves. */
export async function ready(page: Page, path: string) {
  await page.goto(path);
  await page.waitForLoadState('load');
}
