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

test('nothing covers a part after fitting, on a desk, a tablet and a phone', async ({ page }) => {
  const app = new App(page);
  for (const [width, height] of [[1440, 900], [820, 1180], [1180, 820], [390, 844]] as const) {
    await page.setViewportSize({ width, height });
    await app.open();
    const legend = (await page.getByRole('group', { name: 'Legend' }).boundingBox())!;
    const zoom = (await page.getByRole('toolbar', { name: 'Zoom', exact: true }).boundingBox())!;
    const canvas = (await page.getByRole('main').boundingBox())!;
    expect(legend.x + legend.width).toBeLessThanOrEqual(zoom.x + 1);
    const marks = page.getByRole('group', { name: 'Legend' }).getByRole('list', { name: 'Dots' });
    await expect(marks).toBeInViewport({ ratio: 1 });
    await expect(marks).toContainText('failed');
    // A small screen opens on what can be read of the diagram.
    await page.getByRole('button', { name: 'Show everything' }).click();
    const covered = () =>
      app.nodes.evaluateAll(
        (nodes, { left, right, bottom }) =>
          nodes.filter((node) => {
            const box = node.getBoundingClientRect();
            return box.left < left || box.right > right || box.bottom > bottom;
          }).length,
        { left: canvas.x, right: canvas.x + canvas.width, bottom: Math.min(legend.y, zoom.y) },
      );
    await expect.poll(covered).toBe(0);
  }
});

test('rows that come below a fitted diagram cut nothing off, and give the room back', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 720 });
  const app = new App(page);
  await app.open();
  const places = () => app.nodes.evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().toJSON() as DOMRect));
  await page.getByRole('button', { name: 'Slow it down' }).click();
  const changes = page.getByRole('region', { name: 'Live changes' });
  await expect(changes).toBeVisible();
  const lowest = async () => Math.max(...(await places()).map((box) => box.bottom));
  await expect.poll(async () => (await lowest()) < (await page.getByRole('group', { name: 'Legend' }).boundingBox())!.y).toBe(true);
  await app.idle();
  const [{ height }] = (await places()) as [DOMRect];
  await changes.getByRole('button', { name: /^Undo/ }).click();
  await expect(changes).toBeHidden();
  await expect.poll(async () => (await places())[0]!.height).toBeGreaterThan(height);
});

test('a fitted diagram is fitted beside the inspector when a part is selected, and gets its room back', async ({ page }) => {
  const app = new App(page);
  await app.open();
  const placeOf = async (name: string) => (await app.node(name).boundingBox())!.x;
  const before = await placeOf('Mail worker');
  await app.node('Visitors').click();
  await expect(app.inspector).toBeVisible();
  const rights = () => app.nodes.evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().right));
  await expect.poll(async () => Math.max(...(await rights())) <= (await app.inspector.boundingBox())!.x).toBe(true);
  await page.keyboard.press('Escape');
  await expect.poll(async () => Math.round(await placeOf('Mail worker'))).toBe(Math.round(before));
});

test('a camera that the reader moved makes way for the inspector only as far as needed', async ({ page }) => {
  const app = new App(page);
  await app.open();
  const placeOf = async (name: string) => (await app.node(name).boundingBox())!.x;
  const canvas = (await page.getByRole('main').boundingBox())!;
  await page.mouse.move(canvas.x + canvas.width / 2, canvas.y + 30);
  await page.mouse.wheel(0, 12);
  const before = [await placeOf('Visitors'), await placeOf('Mail worker')];
  await app.node('Visitors').click();
  await expect(app.inspector).toBeVisible();
  expect(await placeOf('Visitors')).toBeCloseTo(before[0]!, 0);
  await page.keyboard.press('Escape');
  await expect(app.inspector).toBeHidden();

  await app.node('Mail worker').click();
  const panel = async () => (await app.inspector.boundingBox())!.x;
  await expect.poll(async () => (await placeOf('Mail worker')) + (await app.node('Mail worker').boundingBox())!.width <= (await panel())).toBe(true);
  await page.keyboard.press('Escape');
  await expect.poll(async () => Math.round(await placeOf('Mail worker'))).toBe(Math.round(before[1]!));
});

test('a step tells which event ran, and the clock shows that time went by', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.runFor(1);
  await app.pause.click();
  await expect(app.play).toBeVisible();
  await app.idle();
  const told = page.getByRole('status').filter({ hasText: /^\d+:\d\d\.\d{6} \S/ });
  await page.getByRole('button', { name: 'One event' }).click();
  await expect(told).toBeVisible();
  await expect(app.clock).toHaveText(/^\d+:\d\d\.\d{3}$/);
  const first = await told.innerText();
  await page.getByRole('button', { name: 'One event' }).click();
  await expect.poll(() => told.innerText()).not.toBe(first);
});

test('the smallest windows keep a canvas that can be used', async ({ page }) => {
  for (const [width, height, least] of [[320, 256, 180], [240, 200, 140]] as const) {
    await page.setViewportSize({ width, height });
    const app = new App(page);
    await app.open();
    const canvas = (await page.getByRole('main').boundingBox())!;
    expect(canvas.height).toBeGreaterThan(least);
    for (const node of await app.nodes.all()) {
      const box = (await node.boundingBox())!;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
      expect(box.y + box.height).toBeLessThanOrEqual(canvas.y + canvas.height);
    }
  }
});
