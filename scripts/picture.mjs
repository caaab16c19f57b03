import { chromium } from '@playwright/test';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { preview } from 'vite';
import { buildAll } from './build.mjs';
import { CHROMIUM_FLAGS, ensureChromium } from './find-chromium.mjs';
import { freePort, ROOT } from './tools.mjs';

/**
 * `npm run picture`: takes the README's pictures of the running application, in both themes: the opening demo, some
 * seconds after its database was slowed down.
 */
const PICTURES = /** @type {const} */ ([
  { theme: 'light', file: 'docs/picture.png' },
  { theme: 'dark', file: 'docs/picture-dark.png' },
]);

/** How long the system plays before and after the database is slowed down, so that there is something to see. */
const BEFORE_MS = 9000;
const AFTER_MS = 9000;

if (!existsSync(join(ROOT, 'dist/index.html'))) await buildAll();
const port = await freePort();
const server = await preview({ root: ROOT, logLevel: 'warn', preview: { host: '127.0.0.1', port, strictPort: true } });
const browser = await chromium.launch({ executablePath: ensureChromium().path, args: CHROMIUM_FLAGS });
try {
  for (const { theme, file } of PICTURES) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: theme });
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.locator('html[data-ready="true"]').waitFor();
    await page.waitForTimeout(BEFORE_MS);
    await page.getByRole('button', { name: 'Break something' }).click();
    await page.getByRole('combobox', { name: 'What' }).selectOption({ label: 'Orders database' });
    await page.getByRole('button', { name: /^Slow down/ }).click();
    await page.keyboard.press('Escape');
    await page.waitForTimeout(AFTER_MS);
    await page.screenshot({ path: join(ROOT, file) });
    await page.close();
    console.log(`${file}: 1440 x 900, ${theme}`);
  }
} finally {
  await browser.close();
  await server.close();
}
