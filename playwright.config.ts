import { defineConfig } from '@playwright/test';
import { CHROMIUM_FLAGS, findChromium } from './scripts/find-chromium.mjs';

const port = Number(process.env['BROWNOUT_PORT'] ?? 4183);
const url = `http://127.0.0.1:${port}/`;
const executablePath = findChromium()?.path;

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'node_modules/.cache/brownout/e2e',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: process.env['BROWNOUT_FULL'] === '1' ? 1_200_000 : 60_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    baseURL: url,
    viewport: { width: 1440, height: 900 },
    // A trace of every action costs as much again as the tests themselves; `npx playwright test --trace on` takes one.
    screenshot: 'only-on-failure',
    launchOptions: { ...(executablePath === undefined ? {} : { executablePath }), args: CHROMIUM_FLAGS },
  },
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port ${port} --strictPort`,
    url,
    reuseExistingServer: false,
  },
});
