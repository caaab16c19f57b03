import { join } from 'node:path';
import type { Browser, CDPSession, Page } from '@playwright/test';
import { importBrowserFinder, importPlaywright, importVite, ROOT, workFolder } from './project.ts';

/** The application as it is published, on a server of its own, in a browser of its own. */
export interface Site {
  readonly url: string;
  readonly browser: Browser;
  stop(): Promise<void>;
}

/** Builds the application, serves it and starts Chromium. Undefined, with a word about it, when there is no Chromium. */
export async function startSite(): Promise<Site | undefined> {
  const { findChromium, CHROMIUM_FLAGS } = await importBrowserFinder();
  const found = findChromium();
  if (found === undefined) {
    console.log('skipped: there is no Chromium on this machine');
    return undefined;
  }
  const { build, preview } = await importVite();
  const outDir = join(workFolder('site'), 'dist');
  await build({ root: ROOT, logLevel: 'warn', build: { outDir, emptyOutDir: true, chunkSizeWarningLimit: 4096 } });
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

/** A page of a visitor who was never here before, with a session of its developer tools. */
export async function openPage({ browser }: Site, url: string): Promise<{ readonly page: Page; readonly tools: CDPSession }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const tools = await context.newCDPSession(page);
  await page.goto(url);
  return { page, tools };
}

/** Waits until the application has nothing under way. */
export async function untilIdle(page: Page): Promise<void> {
  await page.locator('html[data-idle="true"]').waitFor({ timeout: 60_000 });
}
