import { expect, type Page, test } from '@playwright/test';
import { type BrownoutDocument, type ComponentKind, emptyDocument, type FaultKind } from '../src/model/document.ts';
import { App } from './app.ts';

const box = (id: string, kind: ComponentKind, x: number, params: Readonly<Record<string, number>> = {}) => ({ id, kind, name: id, x, y: 0, params });
const call = (id: string, from: string, to: string) => ({ id, kind: 'sync' as const, protocol: 'http1' as const, from, to, params: { timeoutMs: 3000 } });
const crash = (id: string, target: string, atMs: number) => ({ id, type: 'fault' as const, fault: 'crash' as FaultKind, target, atMs, durationMs: 2000 });

/** The store is down from 2 s to 4 s, the shop from 5 s to 7 s. */
const document: BrownoutDocument = {
  ...emptyDocument('Two faults'),
  settings: { seed: 1, horizonMs: 100_000, warmUpMs: 0 },
  components: [box('Users', 'client', 0, { ratePerSec: 20 }), box('Shop', 'service', 400), box('Store', 'database', 800)],
  connections: [call('e1', 'Users', 'Shop'), call('e2', 'Shop', 'Store')],
  schedule: [crash('f1', 'Store', 2000), crash('f2', 'Shop', 5000)],
};

async function drop(page: Page): Promise<void> {
  const data = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], 'two-faults.json', { type: 'application/json' }));
    return transfer;
  }, JSON.stringify(document));
  await page.locator('main').dispatchEvent('drop', { dataTransfer: data });
  await expect(page).toHaveTitle(/^Two faults/);
}

test('each of two faults keeps its own cascade, and the summary counts unanswered requests on request', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await drop(page);
  await page.getByRole('button', { name: 'Run to the end' }).click();
  const summary = page.getByRole('dialog', { name: 'The run is over' });
  const slowest = summary.getByRole('row', { name: /^Users/ }).getByRole('cell').nth(4);
  await expect(slowest).toHaveText(/ms$/);
  await summary.getByRole('switch', { name: 'Count unanswered requests' }).press('Space');
  await expect(slowest).toHaveText('3.0 s');
  await page.keyboard.press('Escape');
  await expect(app.cascade).toContainText(/^Shop crashed at 5\.0/);
  await app.cascade.getByRole('button', { name: '1 earlier' }).press('Enter');
  await expect(app.cascade).toContainText(/^Store crashed at 2\.0/);
  await expect(app.cascade.getByRole('button', { name: '1 later' })).toBeFocused();
  await app.cascade.getByRole('button', { name: 'Dismiss the cascade' }).press('Enter');
  await expect(app.cascade).toContainText(/^Shop crashed at 5\.0/);
  await expect(app.cascade.getByRole('group', { name: 'Other cascades' })).toBeHidden();
});

test('a link that cannot be opened is told again after a reload, and keeps its token', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await drop(page);
  const problem = page.getByRole('dialog').filter({ hasText: 'damaged' });
  await page.evaluate(() => (location.hash = 'zzzz_not_a_token'));
  await expect(problem).toBeVisible();
  await page.reload();
  await expect(problem).toBeVisible();
  await expect(page).toHaveTitle(/^Two faults/);
  await expect(page).toHaveURL(/#zzzz_not_a_token$/);
});
