import { chromium } from '@playwright/test';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { preview } from 'vite';
import { buildAll } from './build.mjs';
import { CHROMIUM_FLAGS, ensureChromium } from './find-chromium.mjs';
import { freePort, ROOT } from './tools.mjs';

/**
 * `npm run picture [-- QUERY]`: takes the README's pictures of the running application, in both themes.
 * QUERY is what follows the address, for example `#1...`; left out, the picture shows the opening demo.
 */
const PICTURES = /** @type {const} */ ([
  { theme: 'light', file: 'docs/picture.png' },
  { theme: 'dark', file: 'docs/picture-dark.png' },
]);

/** How long the system plays before the picture is taken, so that there is something to see on it. */
const PLAY_MS = 8000;

const query = process.argv[2] ?? '';
if (!existsSync(join(ROOT, 'dist/index.html'))) await buildAll();
const port = await freePort();
const server = await preview({ root: ROOT, logLevel: 'warn', preview: { host: '127.0.0.1', port, strictPort: true } });
const browser = await chromium.launch({ executablePath: ensureChromium().path, args: CHROMIUM_FLAGS });
try {
  for (const { theme, file } of PICTURES) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: theme });
    await page.goto(`http://127.0.0.1:${port}/${query}`);
    await page.waitForFunction("document.documentElement.dataset.ready === 'true'");
    await page.waitForTimeout(PLAY_MS);
    await page.screenshot({ path: join(ROOT, file) });
    await page.close();
    console.log(`${file}: 1440 x 900, ${theme}`);
  }
} finally {
  await browser.close();
  await server.close();
}
