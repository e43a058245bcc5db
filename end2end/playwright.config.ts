import { defineConfig, devices } from '@playwright/test';

// Tests tagged @nj must pass without script too, and those tagged @nj-only say nothing more with it;
// `cargo xtask test` leaves out those tagged @full.
const browser = {
  ...devices['Desktop Chrome'],
  viewport: { width: 1280, height: 800 },
  launchOptions: {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  },
};

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  reporter: [['list']],
  workers: Number(process.env.ROLLCALL_TEST_WORKERS ?? 2),
  timeout: 120_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  // On a busy machine a second try tells a slow start from a fault; it is reported as flaky, and what happened is kept.
  retries: 1,
  use: {
    actionTimeout: 15_000,
    locale: 'en-GB',
    timezoneId: 'America/New_York',
    // Keeping what happens takes a good part of the time, so the first try goes without.
    trace: 'on-first-retry',
    // Still pages are the same pages. Switching motion on and off between them, as the accessibility checks would,
    // makes the browser give up a transition and complain.
    contextOptions: { reducedMotion: 'reduce' },
  },
  projects: [
    { name: 'chromium', use: browser, grepInvert: /@nj-only/ },
    { name: 'chromium-no-js', use: { ...browser, javaScriptEnabled: false }, grep: /@nj/ },
  ],
});
