import { expect, test } from '@playwright/test';
import { App } from './app.ts';

const SCREENS = [
  { name: 'a tablet', viewport: { width: 820, height: 1180 } },
  { name: 'a phone', viewport: { width: 390, height: 844 } },
  { name: 'a small phone', viewport: { width: 320, height: 640 } },
] as const;

for (const { name, viewport } of SCREENS) {
  test.describe(`with a finger on ${name}`, () => {
    test.use({ viewport, hasTouch: true });

    test('every fault of the list can be tapped, also with its settings open', async ({ page }) => {
      const app = new App(page);
      await app.open();
      const dialog = page.getByRole('dialog', { name: 'Break something' });
      const open = page.getByRole('button', { name: 'Break something' });
      await open.tap();
      await expect(dialog.getByRole('button').nth(2)).toBeVisible();
      const names = await dialog.getByRole('button').allInnerTexts();
      for (const text of names) {
        if (!(await dialog.isVisible())) await open.tap();
        await dialog.getByRole('button', { name: text.replaceAll('\n', ' ') }).first().tap();
        await expect(dialog).toBeHidden();
      }
      await open.tap();
      await dialog.getByLabel('Adjust Slow down').tap();
      await expect(dialog.getByRole('button', { name: 'Slow down now' })).toBeVisible();
      // The panel grew, and moved so that all of it stays on the screen.
      await expect.poll(async () => {
        const box = (await dialog.boundingBox())!;
        return box.y >= 0 && box.y + box.height <= viewport.height;
      }).toBe(true);
      await dialog.getByRole('button', { name: 'Slow down now' }).tap();
      await expect(dialog).toBeHidden();
    });

    test('news and live changes stand apart', async ({ page }) => {
      const app = new App(page);
      await app.open();
      await page.getByRole('button', { name: 'Break something' }).tap();
      await page.getByRole('dialog', { name: 'Break something' }).getByRole('button', { name: /^Crash/ }).tap();
      const bar = page.getByRole('region', { name: 'Live changes' });
      await bar.getByRole('button', { name: /^Keep/ }).tap();
      await page.getByRole('button', { name: 'Break something' }).tap();
      await page.getByRole('dialog', { name: 'Break something' }).getByRole('button', { name: /^Crash/ }).tap();
      const toast = page.getByText(/is in the schedule now/).last();
      await expect(toast).toBeVisible();
      await expect(bar).toBeVisible();
      const [a, b] = [(await toast.boundingBox())!, (await bar.boundingBox())!];
      expect(a.y + a.height <= b.y || b.y + b.height <= a.y).toBe(true);
    });
  });
}

test('on a phone the parts stand in a row above the diagram, which has the whole width', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const app = new App(page);
  await app.open();
  const canvas = (await page.getByRole('main').boundingBox())!;
  expect(canvas.width).toBe(390);
  const client = (await app.part('Clients').boundingBox())!;
  expect(client.y + client.height).toBeLessThanOrEqual(canvas.y);
  await app.startNew();
  await app.part('Note').click();
  await expect(app.nodes).toHaveCount(1);
});

test('a point of the load curve follows a finger up and down, and the inspector does not scroll under it', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  const app = new App(page);
  await app.open();
  await app.startNew();
  await page.getByRole('button', { name: 'Show the inspector' }).tap();
  await page.getByRole('button', { name: 'Draw a load curve' }).tap();
  const point = page.getByRole('slider', { name: 'Point 2' });
  await point.scrollIntoViewIfNeeded();
  const before = Number(await point.getAttribute('aria-valuenow'));
  const box = (await point.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const client = await context.newCDPSession(page);
  const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', atY?: number): Promise<unknown> =>
    client.send('Input.dispatchTouchEvent', { type, touchPoints: atY === undefined ? [] : [{ x, y: atY }] });
  await touch('touchStart', y);
  for (let step = 1; step <= 10; step++) await touch('touchMove', y - step * 4);
  await expect(point).toHaveAttribute('data-dragged', 'true');
  await touch('touchEnd');
  await expect.poll(async () => Number(await point.getAttribute('aria-valuenow'))).toBeGreaterThan(before);
  await context.close();
});
