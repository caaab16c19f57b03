import { join } from 'node:path';
import type { Browser, CDPSession, Page } from '@playwright/test';
import { importBrowserFinder, importPlaywright, importVite, ROOT, workFolder } from './project.ts';

/** The application as it is published, on a server of its own, in a browser of its own. */
export interface Site {
  readonly url: string;
  readonly browser: Browser;
  stop(): Promise<void>;
}

/** Lets a benchmark see how many dots were drawn last. */
const DOT_COUNTER = {
  name: 'dot-counter',
  transform(code: string, id: string): string | undefined {
    if (!id.endsWith('/traffic/draw/dots.ts')) return undefined;
    const head = /export function drawDots\([^{]*\{/.exec(code)?.[0];
    if (head === undefined) throw new Error('The function that draws the dots was not found.');
    return code.replace(head, `${head} globalThis.benchDots = dots.count;`);
  },
};

/** Builds the application, serves it and starts Chromium. Undefined, with a word about it, when there is no Chromium. */
export async function startSite(options: { readonly countsDots: boolean } = { countsDots: false }): Promise<Site | undefined> {
  const { findChromium, CHROMIUM_FLAGS } = await importBrowserFinder();
  const found = findChromium();
  if (found === undefined) {
    console.log('skipped: there is no Chromium on this machine');
    return undefined;
  }
  const { build, preview } = await importVite();
  const outDir = join(workFolder('site'), 'dist');
  await build({ root: ROOT, logLevel: 'warn', plugins: options.countsDots ? [DOT_COUNTER] : [], build: { outDir, emptyOutDir: true, chunkSizeWarningLimit: 4096 } });
  const server = await preview({ root: ROOT, logLevel: 'warn', build: { outDir }, preview: { port: 0, strictPort: false } });
  const { chromium } = await importPlaywright();
  const browser = await chromium.launch({ executablePath: found.path, args: [...CHROMIUM_FLAGS] });
  return {
    url: server.resolvedUrls?.local[0] ?? '',
    browser,
    async stop() {
      await browser.close();
      await server.close();
    },
  };
}

/** A page of a visitor who was never here before, with a session of its developer tools. `script` runs before all others. */
export async function openPage({ browser }: Site, url: string, script = ''): Promise<{ readonly page: Page; readonly tools: CDPSession }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addInitScript(script);
  const page = await context.newPage();
  const tools = await context.newCDPSession(page);
  await page.goto(url);
  return { page, tools };
}

/** Opens a file by the menu, as a reader does. */
export async function openFile(page: Page, path: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Brownout' }).click();
  await page.getByRole('navigation', { name: 'Menu' }).getByRole('button', { name: 'Open file…' }).click();
  await (await chooser).setFiles(path);
}

/** Waits until the application has nothing under way. */
export async function untilIdle(page: Page): Promise<void> {
  await page.locator('html[data-idle="true"]').waitFor({ timeout: 60_000 });
}
