import { expect, test } from '@playwright/test';
import { App } from './app.ts';

test('a parameter tells its range, unit, default and source in words, on demand', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.node('Mail to send').click();
  const about = app.inspector.getByRole('button', { name: 'About Length limit' });
  await expect(about).toHaveAttribute('aria-expanded', 'false');
  await about.focus();
  await page.keyboard.press('Enter');
  await expect(about).toHaveAttribute('aria-expanded', 'true');
  await expect(app.inspector).toContainText('0 to 10M, or no limit');
  await expect(app.inspector).toContainText('RabbitMQ 3.13, 4.2 and 4.3, quorum queue');
  await expect(app.inspector.getByRole('link', { name: /RabbitMQ 4.3 docs, max length/ })).toHaveAttribute('href', 'https://www.rabbitmq.com/docs/maxlength');

  await app.inspector.getByRole('button', { name: 'About When full' }).click();
  await expect(app.inspector).toContainText('Drop the oldest');
  await expect(app.inspector).not.toContainText('dropOldest');
});

test('a default without a primary source is called an assumption', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.node('Orders database').click();
  await app.inspector.getByRole('button', { name: 'About Connections' }).click();
  await expect(app.inspector.getByText('Assumption')).toBeVisible();
  await expect(app.inspector).toContainText('not confirmed by a primary source');
});

test('what is selected tells both of its times, its averages and its counts', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.runFor(3);
  const soFar = app.inspector.getByRole('region', { name: 'So far, after warm-up' });
  await app.node('Visitors').click();
  for (const name of ['Answered', 'All work done']) await expect(soFar.getByRole('row', { name: new RegExp(`^${name} \\d`) })).toBeVisible();

  await app.node('Shop 1').click();
  for (const name of ['Wait', 'Service', 'Time in it \\(sojourn\\)']) await expect(soFar.getByRole('row', { name: new RegExp(`^${name} \\d`) })).toBeVisible();
  await soFar.getByText('Counts and averages').click();
  for (const name of ['In queue, Lq', 'In system, L', 'Retried', 'Redelivered', 'Dead-lettered']) await expect(soFar.getByText(name, { exact: true })).toBeVisible();

  await soFar.getByRole('button', { name: 'Report' }).click();
  await expect(page.getByRole('dialog', { name: 'Report' })).toBeVisible();
});

test('with a queue selected, breaking something aims at the queue through its broker', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.node('Mail to send').click();
  await page.getByRole('button', { name: 'Break something' }).click();
  const offer = page.getByRole('region', { name: /^Break Mail to send, on RabbitMQ/ });
  await offer.getByRole('button', { name: /^Crash/ }).click();
  await expect(app.node('Mail to send')).toContainText('Crash');
});

test('a live change shows itself with its way back, and can be kept or put away', async ({ page }) => {
  const app = new App(page);
  await app.open();
  const bar = page.getByRole('region', { name: 'Live changes' });
  await app.node('Mail worker').click();
  await page.getByRole('button', { name: 'Break something' }).click();
  await page.getByRole('button', { name: /^Slow down ×/ }).click();
  await expect(bar).toContainText('Slow down: Mail worker');
  await expect(bar).toContainText(/\d:\d\d\.\d/);

  const load = page.getByRole('slider', { name: 'Load' });
  await load.focus();
  await page.keyboard.press('ArrowRight');
  await expect(bar).toContainText('Load ×1.1');
  await expect(bar).not.toContainText('Slow down');
  await bar.getByRole('button', { name: 'All 2' }).click();
  await expect(bar.getByRole('listitem')).toHaveCount(2);

  await bar.getByRole('button', { name: 'Keep Slow down: Mail worker' }).click();
  await expect(page.getByText('Slow down: Mail worker is in the schedule now: every run meets it.')).toBeVisible();
  await expect(bar.getByRole('listitem')).toHaveCount(1);
  await bar.getByRole('button', { name: 'Undo Load ×1.1' }).click();
  await expect(bar).toBeHidden();
});

test('live changes stand under the diagram and cover none of it', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await page.getByRole('button', { name: 'Slow it down' }).click();
  const bar = page.getByRole('region', { name: 'Live changes' });
  await expect(bar).toBeVisible();
  // Both are looked at in one moment: rows that come push each other for a frame or two.
  const room = () =>
    bar.evaluate((line) => line.getBoundingClientRect().top - document.querySelector('main')!.getBoundingClientRect().bottom);
  await expect.poll(room).toBeGreaterThanOrEqual(0);
  await app.idle();
  expect(await room()).toBeGreaterThanOrEqual(0);
  expect((await bar.boundingBox())!.height).toBeLessThan(50);
});
