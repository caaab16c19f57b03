import { expect, test } from '@playwright/test';
import { App } from './app.ts';

test('a system is drawn, connected, moved and deleted without a pointer', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.startNew();
  for (const part of ['Clients', 'Service']) {
    await app.part(part).focus();
    await page.keyboard.press('Enter');
  }
  await app.node('Clients').focus();
  await page.keyboard.press('Enter');
  await app.inspector.getByRole('combobox', { name: 'Connect to' }).focus();
  await page.keyboard.type('Service');
  await page.keyboard.press('Enter');
  await expect(app.edge(/^Call and reply from Clients to Service/)).toBeAttached();

  await app.node('Service').focus();
  await page.keyboard.press('Enter');
  const before = await app.node('Service').boundingBox();
  await page.keyboard.press('ArrowDown');
  await expect.poll(async () => (await app.node('Service').boundingBox())!.y).toBeGreaterThan(before!.y);
  await page.keyboard.press('ControlOrMeta+z');
  await expect.poll(async () => (await app.node('Service').boundingBox())!.y).toBe(before!.y);

  await page.keyboard.press('Backspace');
  await expect(app.node('Service')).toBeHidden();
  await app.node('Clients').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Delete');
  await expect(app.nodes).toHaveCount(0);
});

test('Space plays and pauses, but types a space where text is typed', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.node('Shop 1').focus();
  await page.keyboard.press('Space');
  await expect(app.play).toBeVisible();
  await page.keyboard.press('Space');
  await expect(app.pause).toBeVisible();
  const title = page.getByRole('textbox', { name: 'Title' }).first();
  await title.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Space');
  await expect(app.pause).toBeVisible();
  await expect(title).toHaveValue('A small shop ');
});
