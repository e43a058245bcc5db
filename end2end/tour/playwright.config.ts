import { defineConfig } from '@playwright/test';

import tests from '../playwright.config';

// No test: `cargo xtask tour` makes the pictures of docs/console.md with it.
export default defineConfig({
  ...tests,
  testDir: '.',
  outputDir: '../test-results',
  workers: 1,
  retries: 0,
  projects: [{ name: 'tour', use: tests.projects![0]!.use }],
});
