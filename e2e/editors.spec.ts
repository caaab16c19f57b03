import { expect, type Locator, type Page, test } from '@playwright/test';
import { App } from './app.ts';

/** Puts parts on an empty canvas. */
async function drawn(page: Page, ...parts: string[]): Promise<App> {
  const app = new App(page);
  await app.open();
  await app.startNew();
  for (const part of parts) await app.part(part).click();
  return app;
}

/** Shows the whole diagram beside the panels. */
async function fit(app: App): Promise<void> {
  await app.page.getByRole('button', { name: 'Show everything' }).click();
}

/** Selects a part, and waits until its panel is there. */
async function select(app: App, name: string): Promise<void> {
  await app.node(name).click();
  await expect(app.inspector.getByRole('heading', { name, level: 2, exact: true })).toBeVisible();
}

async function connectTo(app: App, from: string, to: string): Promise<void> {
  await select(app, from);
  await app.inspector.getByRole('combobox', { name: 'Connect to' }).selectOption(to);
  await app.idle();
}

async function commit(field: Locator, text: string): Promise<void> {
  await field.fill(text);
  await field.press('Enter');
}

test('a topic exchange is bound on screen, warns before, and routes in the run', async ({ page }) => {
  const app = await drawn(page, 'Clients', 'Exchange');
  await connectTo(app, 'Clients', 'Exchange');
  await commit(app.inspector.getByRole('combobox', { name: 'Routing key' }).or(app.inspector.getByRole('textbox', { name: 'Routing key' })), 'order.paid');
  await select(app, 'Exchange');
  const bindings = app.inspector.getByRole('region', { name: 'Bindings' });
  await expect(bindings).toContainText('all that is sent here is dropped');
  await bindings.getByRole('combobox', { name: 'Type' }).selectOption('topic');
  const add = bindings.getByRole('combobox', { name: 'Bind to' });
  await add.selectOption({ label: 'A new queue' });
  await add.selectOption({ label: 'A new queue' });
  await expect(app.node('Queue 2')).toBeVisible();
  await expect(bindings).not.toContainText('all that is sent here is dropped');

  const second = bindings.getByRole('group', { name: 'Binding 2, to Queue 2' });
  await commit(second.getByRole('combobox', { name: 'Pattern' }), 'parcel.*');
  await expect(bindings.getByRole('list', { name: 'Where messages go' })).toHaveText(/order\.paid\s*Queue$/);

  await app.play.click();
  await app.runFor(3);
  await app.pause.click();
  await fit(app);
  await select(app, 'Queue');
  const rate = (name: string): Locator => app.inspector.getByRole('region', { name: 'Now' }).locator('div', { has: page.getByText(name, { exact: true }) }).locator('dd');
  await expect(rate('Ready')).not.toHaveText('0');
  await expect(app.inspector.getByRole('button', { name: 'Exchange: #' })).toBeVisible();
  await select(app, 'Queue 2');
  await expect(rate('Ready')).toHaveText('0');

  // Bound by hand only, it fits nothing any more once its key is another.
  await select(app, 'Exchange');
  await commit(bindings.getByRole('group', { name: 'Binding 1, to Queue' }).getByRole('combobox', { name: 'Pattern' }), 'invoice.#');
  await expect(bindings.getByRole('list', { name: 'Where messages go' })).toHaveText(/order\.paid\s*dropped/);
  await bindings.getByRole('button', { name: 'Remove binding 2, to Queue 2' }).click();
  await expect(bindings.getByRole('button', { name: 'Remove binding 1, to Queue' })).toBeFocused();
});

test('a line from an exchange to a queue binds it to everything', async ({ page }) => {
  const app = await drawn(page, 'Exchange', 'Queue');
  await app.node('Exchange').hover();
  await app.node('Exchange').getByLabel('Connect from Exchange').hover();
  await page.mouse.down();
  const target = (await app.node('Queue').boundingBox())!;
  await page.mouse.move(target.x + 60, target.y + 60, { steps: 8 });
  await page.mouse.up();
  const binding = app.inspector.getByRole('group', { name: 'Binding 1, to Queue' });
  await expect(binding).toBeVisible();
  await expect(app.inspector.getByRole('region', { name: 'Bindings' })).toContainText('Nobody publishes here yet');
  await page.keyboard.press('ControlOrMeta+z');
  await expect(binding).toHaveCount(0);
});

test('a curve is drawn with pointer and keys, changes the rate of the run, and a drag is one step of undo', async ({ page }) => {
  const app = await drawn(page, 'Clients', 'Service');
  await connectTo(app, 'Clients', 'Service');
  await select(app, 'Clients');
  const load = app.inspector.getByRole('region', { name: 'Load over time' });
  await load.getByRole('button', { name: 'Draw by hand' }).click();
  const first = load.getByRole('slider', { name: 'Point 1' });
  const second = load.getByRole('slider', { name: 'Point 2' });
  await expect(second).toHaveAttribute('aria-valuetext', /^100 at 2\.5\smin$/);

  await second.scrollIntoViewIfNeeded();
  const from = (await second.boundingBox())!;
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2 - 20, from.y - 20, { steps: 6 });
  await page.mouse.up();
  await expect(second).not.toHaveAttribute('aria-valuetext', /^100 at 2\.5\smin$/);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(second).toHaveAttribute('aria-valuetext', /^100 at 2\.5\smin$/);

  await first.focus();
  for (let press = 0; press < 3; press++) await page.keyboard.press('Shift+ArrowDown');
  const lowered = Number(await first.getAttribute('aria-valuenow'));
  expect(lowered).toBeLessThan(60);
  await page.keyboard.press('Enter');
  await expect(load.getByRole('slider')).toHaveCount(5);
  await expect(second).toBeFocused();
  await page.keyboard.press('Delete');
  await expect(load.getByRole('slider')).toHaveCount(4);
  await expect(app.node('Clients')).toBeVisible();

  await load.getByText('As a table').click();
  await commit(load.getByRole('textbox', { name: 'Value of point 1' }), '5/s');
  await commit(load.getByRole('textbox', { name: 'Time of point 2' }), '1 h');
  await expect(load.getByRole('textbox', { name: 'Time of point 2' })).toHaveAttribute('aria-invalid', 'true');
  await commit(load.getByRole('textbox', { name: 'Time of point 2' }), '1 s');
  await commit(load.getByRole('textbox', { name: 'Value of point 2' }), '400/s');
  await commit(load.getByRole('textbox', { name: 'Value of point 3' }), '400/s');
  await app.idle();
  await app.play.click();
  await app.runFor(5);
  await app.pause.click();
  const offered = app.inspector.getByRole('region', { name: 'Now' }).locator('div', { has: page.getByText('Offered', { exact: true }) }).locator('dd');
  await expect(offered).toHaveText(/^(3[2-9]\d|4\d\d)/);
});

test('a recording is pasted, told as it was understood, with its bad lines, and replayed', async ({ page }) => {
  const app = await drawn(page, 'Clients', 'Service');
  await connectTo(app, 'Clients', 'Service');
  await select(app, 'Clients');
  const load = app.inspector.getByRole('region', { name: 'Load over time' });
  await load.getByText('Replay a recording').click();
  const paste = load.getByRole('textbox', { name: 'Or paste it here' });
  await paste.fill('no times\nhere');
  await load.getByRole('button', { name: 'Read it' }).click();
  await expect(load.getByRole('alert')).toContainText('No line of it could be read.');

  await paste.fill('time,rate\n0,20\n600,300\noops,1\n1200,300');
  await load.getByRole('button', { name: 'Read it' }).click();
  const understood = load.getByRole('group', { name: 'What was understood' });
  await expect(understood).toContainText('3 rates of 10 min each');
  await expect(understood).toContainText('Line 4: “oops” is no number');
  await load.getByRole('combobox', { name: 'Times are in' }).selectOption('milliseconds');
  await expect(understood).toContainText('3 rates of 600 ms each');
  await understood.getByRole('button', { name: 'Replay it without that line' }).click();
  await expect(understood.getByText('It is the load of this source now.')).toBeVisible();
  await expect(app.inspector.getByRole('combobox', { name: 'Over time' })).toHaveValue('recorded');
  await page.keyboard.press('ControlOrMeta+z');
  await expect(app.inspector.getByRole('combobox', { name: 'Over time' })).toHaveValue('steady');
});

test('a file of a recording is read in pieces', async ({ page }) => {
  const app = await drawn(page, 'Clients');
  await select(app, 'Clients');
  const load = app.inspector.getByRole('region', { name: 'Load over time' });
  await load.getByText('Replay a recording').click();
  const lines = Array.from({ length: 40_000 }, (_, i) => `2026-03-01T00:00:${String(Math.floor(i / 1000) % 60).padStart(2, '0')}.${String(i % 1000).padStart(3, '0')}Z,/path`);
  const chooser = page.waitForEvent('filechooser');
  await load.getByRole('button', { name: 'Choose a file' }).click();
  await (await chooser).setFiles({ name: 'access.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) });
  const understood = load.getByRole('group', { name: 'What was understood' });
  await expect(understood).toContainText('40,000, each a request, its time in column 1 as dates');
  await expect(understood).toContainText('400 rates of 100 ms each');
  await expect(load).toContainText('access.csv');
});

test('a pool and a law of keys are chosen by name, with source or as an assumption', async ({ page }) => {
  const app = await drawn(page, 'Service', 'Cache');
  await connectTo(app, 'Service', 'Cache');
  await app.inspector.getByRole('combobox', { name: 'Protocol' }).selectOption('http1');
  const pool = app.inspector.getByRole('region', { name: 'Connections' });
  await pool.getByRole('combobox', { name: 'Caller\'s pool' }).selectOption({ label: 'Browser (Chromium)' });
  await expect(pool).toContainText('Assumption');
  await pool.getByRole('combobox', { name: 'Callee\'s limits' }).selectOption({ label: 'nginx' });
  await expect(pool.getByRole('link', { name: /nginx docs .*keepalive_timeout/ })).toBeVisible();
  await expect(pool.getByRole('combobox', { name: 'Caller\'s pool' })).toHaveValue('chromium');

  await select(app, 'Cache');
  await app.inspector.getByText('Keys', { exact: true }).first().click();
  await app.inspector.getByRole('combobox', { name: 'What is found' }).selectOption('keys');
  const keys = app.inspector.getByRole('region', { name: 'Keys' });
  await expect(keys).toContainText('10.2% of all');
  await keys.getByRole('radio', { name: 'All alike' }).or(keys.getByRole('button', { name: 'All alike' })).click();
  await expect(keys).toContainText('0.01% of all');
  await keys.getByRole('radio', { name: 'One hot key' }).or(keys.getByRole('button', { name: 'One hot key' })).click();
  await expect(keys).toContainText('20% of all');

  // From one law to another two parameters change, and one step of undo takes both back: before a run, and in one.
  const zipf = keys.getByRole('radio', { name: 'Zipf’s law', exact: true }).or(keys.getByRole('button', { name: 'Zipf’s law', exact: true }));
  const isZipf = 'in proportion to 1 / k';
  for (const isUnderWay of [false, true]) {
    if (isUnderWay) {
      await app.play.click();
      await expect.poll(async () => Number(await page.getByRole('slider', { name: 'Moment of the run' }).inputValue())).toBeGreaterThan(0);
      await app.pause.click();
    }
    await app.idle();
    await zipf.click();
    await expect(keys).toContainText(isZipf);
    await app.idle();
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await expect(keys).toContainText('20% of all');
    await page.getByRole('button', { name: 'Redo', exact: true }).click();
    await expect(keys).toContainText(isZipf);
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await expect(keys).toContainText('20% of all');
    await app.idle();
  }
});
