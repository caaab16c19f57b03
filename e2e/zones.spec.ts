import { expect, type Locator, type Page, test } from '@playwright/test';
import { App } from './app.ts';

const zone = (page: Page, name: string): Locator => page.getByRole('button', { name: new RegExp(`^${name}, zone of `) });

/** Where something stands in the diagram, whatever the camera does. */
function topInDiagram(item: Locator): Promise<number> {
  return item.evaluate((element) => new DOMMatrix(getComputedStyle(element.closest('.react-flow__node')!).transform).f);
}

test('two components become a zone; a crash of the zone takes both down, and undo brings both back', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.node('Shop 1').click();
  await app.node('Shop 2').click({ modifiers: ['Shift'] });
  await app.inspector.getByRole('button', { name: 'Group into a zone' }).click();
  await expect(zone(page, 'Zone 1')).toHaveAccessibleName('Zone 1, zone of Shop 1, Shop 2');
  await expect(zone(page, 'Zone 1')).toHaveAttribute('aria-pressed', 'true');
  await expect(app.inspector.getByRole('heading', { name: 'Zone 1', exact: true })).toBeVisible();
  await expect(app.inspector.getByRole('region', { name: 'Members' }).getByRole('listitem')).toHaveCount(2);

  await app.inspector.getByRole('button', { name: /^Crash\b/ }).click();
  await expect(app.inspector.getByText('Right now: Crash')).toBeVisible();
  for (const name of ['Shop 1', 'Shop 2']) await expect(app.node(name).getByText('Crash')).toBeVisible();
  await expect(app.node('Load balancer').getByText('Crash')).toBeHidden();
  await expect(app.cascade).toContainText('Zone 1 crashed', { timeout: 40_000 });

  await page.keyboard.press('Control+z');
  await app.idle();
  for (const name of ['Shop 1', 'Shop 2']) await expect(app.node(name).getByText('Crash')).toBeHidden();
  await page.keyboard.press('Control+z');
  await expect(zone(page, 'Zone 1')).toBeHidden();
});

test('a zone follows its members, and is moved, renamed and taken away by keyboard', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.startNew();
  for (const part of ['Service', 'Cache']) {
    await app.part(part).click();
    await expect(app.node(part)).toBeVisible();
  }
  await page.keyboard.press('Control+a');
  await expect(page.locator('.react-flow__node.selected')).toHaveCount(2);
  await page.keyboard.press('Control+g');
  const name = zone(page, 'Zone 1');
  await expect(name).toHaveAttribute('aria-pressed', 'true');
  await app.idle();
  const places = async () => Promise.all([name, app.node('Service'), app.node('Cache')].map(topInDiagram));
  const before = await places();
  await name.focus();
  await page.keyboard.press('Shift+ArrowDown');
  await expect.poll(places).toEqual(before.map((y) => y + 100));
  await app.node('Service').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowUp');

  await name.focus();
  await page.keyboard.press('F2');
  await page.getByRole('textbox', { name: 'Name' }).first().fill('East');
  await page.keyboard.press('Enter');
  await zone(page, 'East').click();
  await app.inspector.getByRole('button', { name: 'Take Cache out of East' }).click();
  await expect(zone(page, 'East')).toHaveAccessibleName('East, zone of Service');
  await zone(page, 'East').focus();
  await page.keyboard.press('Delete');
  await expect(zone(page, 'East')).toBeHidden();
  await expect(app.node('Service')).toBeVisible();
});
