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

test('quick presses of the load dial are one entry, and none of them is lost', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.runFor(1);
  const load = page.getByRole('slider', { name: 'Load' });
  await load.focus();
  for (let press = 0; press < 7; press++) await page.keyboard.press('ArrowRight');
  await expect(load).toHaveAttribute('aria-valuetext', '×1.7');
  // Let go, it is handed to the run at once.
  await load.blur();
  await app.idle();
  await expect(load).toHaveAttribute('aria-valuetext', '×1.7');
  await expect(page.getByText('Load ×1.7')).toBeVisible();
  await expect(page.getByText(/^Load ×/)).toHaveCount(1);
});

test('the strip tells rates of the last seconds, and of those before the pointer', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.runFor(4);
  await app.pause.click();
  await app.idle();
  const figures = page.getByRole('term').filter({ hasText: /^(?:offered|throughput \(answered\)|goodput \(done in time\)|errors|p99 answered|p99 done)$/ });
  await expect(figures).toHaveCount(6);
  await expect(page.getByRole('heading', { name: 'Last 2.0 s' })).toBeVisible();
  await page.getByRole('img', { name: /^Requests per second/ }).hover({ position: { x: 90, y: 80 } });
  await expect(page.getByRole('heading', { name: /^0:\d\d\.\d, .* before$/ })).toBeVisible();
});

test('a click on a dot follows its request and tells what it does', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.runFor(2);
  const edge = (await app.edge(/^Call and reply from Visitors to Load balancer/).boundingBox())!;
  const story = page.getByRole('region', { name: /^Request [\d,]+$/ });
  // Dots stand still while the run does, so that one can be found by walking along the edge.
  await app.pause.click();
  await app.idle();
  for (let x = edge.x + 20; x < edge.x + edge.width && (await story.count()) === 0; x += 6) {
    await page.mouse.click(x, edge.y + edge.height / 2);
  }
  await expect(story).toBeVisible();
  await app.play.click();
  await expect(story.getByRole('listitem').first()).toContainText(/→|handed to|stopped waiting/);
  await page.keyboard.press('Escape');
  await expect(story).toBeHidden();
});

test('the opening demo begins again at its end, and says nothing about it', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await page.getByRole('combobox', { name: 'Speed', exact: true }).selectOption('100×');
  await expect.poll(() => app.seconds()).toBeGreaterThan(60);
  await expect.poll(() => app.seconds()).toBeLessThan(60);
  await page.getByRole('combobox', { name: 'Speed', exact: true }).selectOption('1×');
  await app.runFor(1);
  await expect(app.pause).toBeVisible();
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('the gallery shows every part', async ({ page }) => {
  await page.goto('./#gallery');
  await expect(page.getByRole('heading', { name: 'Every part in every state' })).toBeVisible();
});
