import type { BrowserContext } from '@playwright/test';

/** Every secret that this process has seen so far: none of them may be kept or told anywhere. */
const known = new Map<string, string>();

const TOKEN = /rc_[a-z]+_[0-9A-Za-z]{22}([0-9A-Za-z]{49})/g;
const LINK = /\/(?:setup|invite|reset|guide)\/([0-9a-z]{20,})/g;

/** Notes a secret, and what it is. */
export function note(what: string, secret: string) {
  if (secret.length >= 12) known.set(secret, what);
}

/** Notes the token secrets and the codes of one-time links in a text. */
export function noteAllIn(text: string) {
  // The first 22 characters of a token are public, and so are its last four.
  for (const [, secret] of text.matchAll(TOKEN)) note('a token', secret!.slice(0, 43));
  for (const [, code] of text.matchAll(LINK)) note('the code of a link', code!);
}

/** Notes the secrets that a browser is shown in answers to forms. */
export function follow(context: BrowserContext) {
  context.on('response', async (response) => {
    if (response.request().method() !== 'POST' || response.status() !== 200) return;
    noteAllIn(await response.text().catch(() => ''));
  });
}

/** Notes the sessions of a browser. */
export async function noteSessions(context: BrowserContext) {
  for (const cookie of await context.cookies()) {
    if (cookie.name.endsWith('rollcall')) note('a session', cookie.value);
  }
}

/** Which of the known secrets a text holds. */
export function foundIn(text: string): string[] {
  return [...known].filter(([secret]) => text.includes(secret)).map(([, what]) => what);
}
