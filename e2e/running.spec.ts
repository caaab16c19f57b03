import { expect, test } from '@playwright/test';
import { App } from './app.ts';

test('a run can be paused, moved to a moment, and run to its end, where it says what it came to', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.menu('Examples');
  await page.getByRole('button', { name: /^A job over a queue/ }).click();
  await expect(app.node('Invoicing')).toBeVisible();
  await app.pause.click();
  await app.idle();

  await page.getByRole('slider', { name: 'Moment of the run' }).fill('60000');
  await page.getByRole('slider', { name: 'Moment of the run' }).blur();
  await expect.poll(() => app.seconds()).toBe(60);

  await page.getByRole('button', { name: 'Run to the end' }).click();
  const summary = page.getByRole('dialog', { name: 'The run is over' });
  await expect(summary).toBeVisible({ timeout: 50_000 });
  await expect(summary.getByRole('row', { name: /^Shoppers/ })).toContainText('%');
  await summary.getByRole('button', { name: 'Continue' }).click();
  await expect(summary).toBeHidden();
  await expect.poll(() => app.seconds()).toBeGreaterThan(600);
});

test('a change of structure computes the run anew up to now, and says so', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.runFor(2);
  await app.part('Cache').click();
  await expect(page.getByText(/^Computed anew with the same seed, up to/)).toBeVisible();
  await app.idle();
  expect(await app.seconds()).toBeGreaterThan(2);
  await expect(app.pause).toBeVisible();
});

test('the load dial and a live parameter are entries of the run', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.runFor(1);
  const load = page.getByRole('slider', { name: 'Load' });
  await load.focus();
  await page.keyboard.press('ArrowRight');
  await app.idle();
  await app.node('Mail worker').click();
  const workers = app.inspector.getByRole('textbox', { name: 'Workers' });
  await workers.fill('6');
  await workers.press('Enter');
  await app.idle();
  await expect(workers).toHaveValue('6');

  // Out of the field, then out of the selection.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Show the inspector' }).click();
  const live = app.inspector.getByRole('region', { name: 'Changed live' });
  await expect(live).toContainText('Load ×1.1');
  await expect(live).toContainText('Mail worker: Workers 6');
});
