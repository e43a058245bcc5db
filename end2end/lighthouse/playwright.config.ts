import { defineConfig } from '@playwright/test';

import tests from '../playwright.config';

// No test: `cargo xtask lighthouse` measures six pages with it.
export default defineConfig({
  ...tests,
  testDir: '.',
  outputDir: '../test-results',
  timeout: 900_000,
  workers: 1,
  retries: 0,
  projects: [{ name: 'lighthouse', use: tests.projects![0]!.use }],
});
