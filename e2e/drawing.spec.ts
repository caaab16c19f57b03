import { expect, test } from '@playwright/test';
import { App } from './app.ts';

test.beforeEach(async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.startNew();
});

test('a system is drawn from nothing, connected, and runs', async ({ page }) => {
  const app = new App(page);
  for (const part of ['Clients', 'Service', 'Database']) await app.part(part).click();
  await expect(app.nodes).toHaveCount(3);
  await app.connect('Clients', 'Service', 'HTTP/1.1');
  await app.connect('Service', 'Database', 'TCP request/reply');
  await expect(app.edge(/^Call and reply from Clients to Service, HTTP/)).toBeAttached();

  await app.play.click();
  await app.runFor(2);
  await app.node('Database').click();
  const rate = app.inspector.getByRole('region', { name: 'Now' });
  await expect.poll(async () => Number.parseFloat(/Rate\s*([\d.]+)/.exec(await rate.innerText())?.[1] ?? '0')).toBeGreaterThan(50);
});

test('parts that are placed by pressing them are all seen, beside each other and beside the inspector', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  const app = new App(page);
  for (const part of ['Clients', 'Service', 'Service', 'Topic', 'Database', 'Cache']) {
    await app.part(part).click();
    await expect(app.inspector).toBeVisible();
    const seen = async () => {
      const canvas = (await page.getByRole('main').boundingBox())!;
      const right = (await app.inspector.boundingBox())!.x;
      const boxes = await app.nodes.evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().toJSON() as DOMRect));
      return boxes.every((box) => box.left >= canvas.x && box.right <= right && box.top >= canvas.y && box.bottom <= canvas.y + canvas.height);
    };
    await expect.poll(seen).toBe(true);
  }
});

test('a part can be dragged from the palette to a place', async ({ page }) => {
  const app = new App(page);
  const canvas = await page.getByRole('main').boundingBox();
  await app.part('Cache').hover();
  await page.mouse.down();
  await page.mouse.move(canvas!.x + 300, canvas!.y + 200, { steps: 5 });
  await page.mouse.up();
  const box = await app.node('Cache').boundingBox();
  expect(Math.abs(box!.x + box!.width / 2 - canvas!.x - 300)).toBeLessThan(15);
  expect(Math.abs(box!.y + box!.height / 2 - canvas!.y - 200)).toBeLessThan(15);
});

test('every change can be undone and done again', async ({ page }) => {
  const app = new App(page);
  await app.part('Service').click();
  await app.part('Database').click();
  await app.connect('Service', 'Database', 'TCP request/reply');
  await expect(app.edge(/^Call and reply/)).toBeAttached();

  await page.keyboard.press('ControlOrMeta+z');
  await expect(app.edge(/^Call and reply/)).not.toBeAttached();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(app.nodes).toHaveCount(1);
  await page.keyboard.press('ControlOrMeta+Shift+z');
  await expect(app.nodes).toHaveCount(2);
  await page.keyboard.press('ControlOrMeta+y');
  await expect(app.edge(/^Call and reply/)).toBeAttached();
  await expect(page.getByRole('button', { name: 'Redo' })).toBeDisabled();
});

test('one choice turns a call into a queue, and back', async ({ page }) => {
  const app = new App(page);
  await app.part('Service').click();
  await app.node('Service').dblclick();
  await page.getByRole('textbox', { name: 'Name' }).first().fill('Orders');
  await page.keyboard.press('Enter');
  await app.part('Service').click();
  await app.connect('Orders', 'Service', 'HTTP/1.1');

  await app.inspector.getByRole('radio', { name: 'Queue' }).check();
  await expect(app.edge(/^Queue from Orders to Service, RabbitMQ/)).toBeAttached();
  await expect(app.inspector.getByText('Messages wait in a queue')).toBeVisible();
  await app.inspector.getByRole('button', { name: /^Show as a box/ }).click();
  await expect(app.node('Queue')).toBeVisible();
  await expect(app.edge('Queue from Queue to Service, RabbitMQ')).toBeAttached();
  await page.keyboard.press('ControlOrMeta+z');
  await app.edge(/^Queue from Orders to Service, RabbitMQ/).focus();
  await page.keyboard.press('Enter');
  await app.inspector.getByRole('radio', { name: 'Sync' }).check();
  await expect(app.edge(/^Call and reply from Orders to Service, HTTP/)).toBeAttached();
});

test('a value outside its range is refused with the reason, and the default is one press away', async ({ page }) => {
  const app = new App(page);
  await app.part('Service').click();
  const workers = app.inspector.getByRole('textbox', { name: 'Workers' });
  await workers.fill('0');
  await expect(app.inspector).toContainText(/Workers must be from 1 to 10,000/);
  await workers.fill('2k');
  await workers.press('Enter');
  await expect(workers).toHaveValue('2k');
  await app.inspector.getByRole('button', { name: 'Set Workers back to its default' }).click();
  await expect(workers).toHaveValue('16');
});

test('a note is written on the canvas, and a queue with a box of its own is shared', async ({ page }) => {
  const app = new App(page);
  await app.part('Note').click();
  await app.inspector.getByRole('textbox', { name: 'Note' }).fill('Ask the team');
  await app.inspector.getByRole('textbox', { name: 'Note' }).blur();
  await expect(page.getByRole('group', { name: 'Note: Ask the team' })).toBeVisible();

  for (const part of ['Service', 'Queue']) await app.part(part).click();
  await app.connect('Service', 'Queue', 'RabbitMQ');
  await expect(app.edge('Queue from Service to Queue, RabbitMQ')).toBeAttached();
  await page.keyboard.press('Escape');
  await page.keyboard.press('ControlOrMeta+a');
  await expect(app.inspector).toContainText('4 parts selected');
  await page.keyboard.press('Delete');
  await expect(app.nodes).toHaveCount(0);
});

test('a marquee selects what it touches, and the selection moves as one', async ({ page }) => {
  const app = new App(page);
  for (const part of ['Service', 'Database']) await app.part(part).click();
  await expect(app.inspector.getByRole('heading', { name: 'Database' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(app.inspector).toBeHidden();
  await app.idle();
  const first = (await app.node('Service').boundingBox())!;
  const second = (await app.node('Database').boundingBox())!;
  await page.mouse.move(first.x - 30, first.y - 30);
  await page.mouse.down();
  await page.mouse.move(second.x + 20, second.y + second.height + 20, { steps: 5 });
  await page.mouse.up();
  await expect(app.inspector).toContainText('2 parts selected');
  await app.idle();

  await page.mouse.move(first.x + 60, first.y + 20);
  await page.mouse.down();
  await page.mouse.move(first.x + 60, first.y + 120, { steps: 5 });
  await page.mouse.up();
  await expect.poll(async () => (await app.node('Service').boundingBox())!.y).toBeGreaterThan(first.y + 50);
  const moved = (await app.node('Service').boundingBox())!.y - first.y;
  expect((await app.node('Database').boundingBox())!.y - second.y).toBeCloseTo(moved, 0);
  await page.keyboard.press('ControlOrMeta+z');
  await expect.poll(async () => (await app.node('Database').boundingBox())!.y).toBeCloseTo(second.y, 0);
  expect((await app.node('Service').boundingBox())!.y).toBeCloseTo(first.y, 0);
});

test('a connection can be begun with a finger, however far away the part is', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 820, height: 1180 }, hasTouch: true, isMobile: true });
  const app = new App(await context.newPage());
  await app.open();
  const reach = await app.node('Visitors').getByLabel('Connect from Visitors').evaluate((handle) => {
    const zoom = handle.getBoundingClientRect().width / (handle as HTMLElement).offsetWidth;
    const { width, height } = getComputedStyle(handle, '::after');
    return [Number.parseFloat(width) * zoom, Number.parseFloat(height) * zoom];
  });
  for (const side of reach) expect(side).toBeGreaterThanOrEqual(44);
  await context.close();
});
