import { expect, test } from '@playwright/test';
import { App } from './app.ts';
import { expectNoViolationsInBothThemes } from './axe.ts';

test('the running page, a selection, the menu and every dialog have no violations', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.runFor(1);
  await expectNoViolationsInBothThemes(page);

  await app.node('Shop 1').click();
  await expect(app.inspector).toContainText('Shop 1');
  await app.inspector.getByRole('button', { name: 'About Workers' }).click();
  await app.inspector.getByText('Counts and averages').click();
  await expectNoViolationsInBothThemes(page);

  await page.getByRole('button', { name: 'Break something' }).click();
  await expect(page.getByRole('button', { name: /^Crash/ })).toBeVisible();
  await expectNoViolationsInBothThemes(page);
  await page.getByRole('button', { name: /^Slow down ×/ }).click();
  await expect(app.node('Shop 1')).toContainText('Slow down');
  await expect(page.getByRole('region', { name: 'Live changes' })).toBeVisible();
  // What stands still is read faster, and none of the rest is about the run.
  await app.pause.click();
  await expectNoViolationsInBothThemes(page);

  await page.getByRole('button', { name: 'Report', exact: true }).first().click();
  for (const subject of ['End to end', 'Components']) {
    await page.getByRole('radio', { name: subject }).check({ force: true });
    await expectNoViolationsInBothThemes(page);
  }
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Brownout' }).click();
  const menu = page.getByRole('navigation', { name: 'Menu' });
  await expect(menu).toBeVisible();
  await expectNoViolationsInBothThemes(page);
  await menu.getByRole('button', { name: 'Examples' }).click();
  await expect(page.getByRole('button', { name: /^Retry storm/ })).toBeVisible();
  await expectNoViolationsInBothThemes(page);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Share' }).click();
  await expect(page.getByRole('textbox', { name: 'Link' })).toHaveValue(/#/);
  await expectNoViolationsInBothThemes(page);
});

test('an empty diagram and a connection have no violations', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.startNew();
  await expectNoViolationsInBothThemes(page);
  await app.part('Service').click();
  await app.part('Database').click();
  await app.connect('Service', 'Database', 'HTTP/1.1');
  await expectNoViolationsInBothThemes(page);
});

test('who wants less motion sees counters instead of dots', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const app = new App(page);
  await app.open();
  await expect(page.getByRole('group', { name: 'Legend' })).toContainText('Counters instead of motion');
});
