import type { Page } from '@playwright/test';

import type { Tenant } from './server';

/** A tenant with something on every page; every page of the console, signed in. */
export async function everyPage(tenant: Tenant): Promise<string[]> {
  const ada = await tenant.user('ada@acme.example', {
    displayName: 'Ada Lovelace',
    externalId: '00u1ld',
    name: { givenName: 'Ada', familyName: 'Lovelace' },
    emails: [{ value: 'ada@acme.example', type: 'work', primary: true }],
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Engineering' },
  });
  const group = await tenant.group('Engineering', [ada]);
  await tenant.patch(`/Users/${ada}`, { op: 'Replace', path: 'active', value: 'False' });
  await tenant.scim('POST', '/Users', { userName: 'ADA@acme.example' });
  const tokens = JSON.parse(await tenant.server.cli(['token', 'list', '--tenant', tenant.slug, '--json']));
  const token = tokens[0].id;
  const clients = ['--tenant', tenant.slug];
  await tenant.server.cli(['client', 'issue', ...clients, '--name', 'entra']);
  const client = JSON.parse(await tenant.server.cli(['client', 'list', ...clients, '--json']))[0].id;
  const events = await tenant.server.cli(['audit', 'export', '--tenant', tenant.slug]);
  const { id: event, time: then } = JSON.parse(events.split('\n').find((line) => line.includes('user.deactivate'))!);
  const { id: refused } = JSON.parse(events.split('\n').find((line) => line.includes('"client_error"'))!);
  const badge = 'urn:example:badge:2.0:User';
  const schema = JSON.stringify({ id: badge, attributes: [{ name: 'colour', description: 'What it looks like.' }] });
  const add = ['schema', 'add', '--tenant', tenant.slug, '--resource', 'User', '--file', '-'];
  await tenant.server.cli(add, schema);
  await tenant.scim('POST', '/Users', { userName: 'grace@acme.example', [badge]: { colour: 'red' } });
  const eve = ['--tenant', tenant.slug, '--email', `eve@${tenant.slug}.example`, '--role', 'auditor'];
  await tenant.server.cli(['admin', 'create', ...eve]);
  return [
    '',
    '/go',
    '/go?q=ada',
    '/connect',
    '/users',
    '/users?q=nobody',
    `/users/${ada}`,
    `/users/${ada}/groups`,
    `/users/${ada}/history`,
    `/users/${ada}/raw`,
    `/users/${ada}/deactivate`,
    '/users?col=name&col=source&col=created&col=changed',
    `/users?at=${then}`,
    `/users/${ada}?at=${then}`,
    '/groups',
    `/groups/${group}`,
    `/groups/${group}/members`,
    `/groups?at=${then}`,
    `/groups/${group}?at=${then}`,
    `/groups/${group}/history`,
    `/groups/${group}/raw`,
    '/audit',
    '/audit?range=all&reads=1&q=ada',
    `/audit/${event}`,
    `/audit/${refused}`,
    '/audit/views',
    '/audit/views/new?outcome=error',
    '/audit/evidence',
    '/tokens',
    '/tokens/new',
    `/tokens/${token}`,
    `/tokens/${token}/revoke`,
    '/tokens/clients',
    '/tokens/clients/new',
    `/tokens/clients/${client}`,
    `/tokens/clients/${client}/revoke`,
    `/tokens/clients/${client}/rotate`,
    '/members',
    '/members/invite',
    '/settings',
    '/settings/retention',
    '/settings/sign-in',
    '/settings/schemas',
    `/settings/schemas/${badge}`,
    `/settings/schemas/${badge}/remove`,
    '/settings/schemas/urn:ietf:params:scim:schemas:core:2.0:User',
  ].map((path) => tenant.path(path));
}

/** What an owner comes to seldom: pages that only the whole run goes over. For the tenant of `everyPage`. */
export async function furtherPages(tenant: Tenant, page: Page): Promise<string[]> {
  const tokens = JSON.parse(await tenant.server.cli(['token', 'list', '--tenant', tenant.slug, '--json']));
  const clients = ['--tenant', tenant.slug];
  await tenant.server.cli(['client', 'rotate', ...clients, '--name', 'entra']);
  const [client] = JSON.parse(await tenant.server.cli(['client', 'list', ...clients, '--json']));
  const auditor = await tenant.member('auditor');
  await page.goto(tenant.path('/members'));
  const member = await page.getByRole('main').getByRole('link', { name: auditor.email }).getAttribute('href');
  const within = [
    `/tokens/${tokens[0].id}/rotate`,
    `/tokens/clients/${client.id}`,
    `/tokens/clients/${client.id}/end-secret`,
    '/connect/okta',
    '/settings/general',
    '/settings/security',
    '/settings/danger',
  ].map((path) => tenant.path(path));
  const ofMember = ['', '/reset', '/disable', '/remove'].map((act) => `${member}${act}`);
  return [...within, ...ofMember, '/account', '/account/confirm', '/account/second-factor'];
}
