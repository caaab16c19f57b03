import { expect, test } from '@playwright/test';
import { App } from './app.ts';

test('a newcomer sees traffic move, breaks the database in three actions, and reads why everything fails', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await expect(page).toHaveTitle(/A small shop/);
  await app.runFor(1);

  const picture = page.getByRole('img', { name: 'Traffic' });
  const first = await picture.screenshot();
  await expect.poll(async () => (await picture.screenshot()).equals(first)).toBe(false);

  await app.node('Orders database').click();
  await page.getByRole('button', { name: 'Break something' }).click();
  await page.getByRole('button', { name: /^Slow down ×/ }).click();

  await expect(app.cascade).toContainText(/^Orders database slowed at \d+\.\d s; /, { timeout: 40_000 });
  await expect(app.cascade).toContainText('Visitors');
  await expect(app.node('Orders database')).toContainText('Slow down');
});

test('what was done live can be taken back, and kept for every run', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await page.getByRole('button', { name: 'Break something' }).click();
  await page.getByRole('combobox', { name: 'What' }).selectOption({ label: 'Mail worker' });
  await page.getByRole('button', { name: /^Crash/ }).click();
  await app.idle();

  await page.getByRole('button', { name: 'Show the inspector' }).or(page.getByRole('button', { name: 'Hide the inspector' })).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Show the inspector' }).click();
  const live = app.inspector.getByRole('region', { name: 'Changed live' });
  await expect(live).toContainText('Crash: Mail worker');

  await live.getByRole('button', { name: 'Undo Crash: Mail worker' }).click();
  await expect(live).toBeHidden();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(live).toContainText('Crash: Mail worker');

  await live.getByRole('button', { name: 'Keep Crash: Mail worker' }).click();
  await expect(live).toBeHidden();
  await expect(app.inspector.getByRole('region', { name: 'Schedule' })).toContainText('Crash: Mail worker');
  await app.idle();
});
