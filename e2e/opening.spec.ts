import { expect, type Page, test } from '@playwright/test';
import type { BrownoutDocument } from '../src/model/document.ts';
import { emptyDocument } from '../src/model/document.ts';
import { App } from './app.ts';

/** Drops a document on the page. */
async function drop(page: Page, document: BrownoutDocument): Promise<void> {
  const data = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], 'dropped.json', { type: 'application/json' }));
    return transfer;
  }, JSON.stringify(document));
  await page.locator('main').dispatchEvent('drop', { dataTransfer: data });
  await expect(page).toHaveTitle(new RegExp(`^${document.title}`));
}

test('a document that opens without the line of the guide is fitted to the larger canvas', async ({ page }) => {
  const app = new App(page);
  await app.open();
  const guide = page.getByRole('region', { name: 'Try this' });
  await expect(guide).toBeVisible();
  await drop(page, {
    ...emptyDocument('Tower'),
    components: Array.from({ length: 8 }, (_, i) => ({ id: `c${i + 1}`, kind: 'service' as const, name: `Floor ${i + 1}`, x: 0, y: i * 200 })),
  });
  await expect(app.node('Floor 8')).toBeVisible();
  await expect(guide).toBeHidden();
  await app.idle();
  const height = (): Promise<number> => app.nodes.last().evaluate((node) => node.getBoundingClientRect().height);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  const opened = await height();
  await page.getByRole('button', { name: 'Show everything' }).click();
  expect(await height()).toBeCloseTo(opened, 1);
});

test('a diagram that holds more than a link can carry is offered as a file', async ({ page }) => {
  const app = new App(page);
  await app.open();
  const notes = Array.from({ length: 180 }, (_, i) => ({ id: `n${i + 1}`, text: 'の'.repeat(500), x: (i % 20) * 260, y: Math.floor(i / 20) * 400 }));
  await drop(page, { ...emptyDocument('Notes'), notes });
  await page.getByRole('button', { name: 'Share' }).click();
  const panel = page.getByRole('dialog', { name: 'Share' });
  await expect(panel.getByRole('alert')).toHaveText('This diagram holds more than a link can carry. Share the file instead.');
  await expect(panel.getByRole('textbox', { name: 'Link' })).toBeHidden();
  await expect(panel.getByRole('button', { name: 'Save as file' })).toBeEnabled();
  await app.idle();
});
