import { expect, test } from '@playwright/test';
import { App } from './app.ts';
import { expectNoViolationsInBothThemes, INSPECTOR } from './axe.ts';

/** Draws a client that calls a service over HTTP, and selects the call. */
async function selectCall(app: App): Promise<void> {
  await app.open();
  await app.startNew();
  await app.part('Clients').click();
  await app.part('Service').click();
  await app.node('Clients').click();
  await app.inspector.getByRole('combobox', { name: 'Connect to' }).selectOption('Service');
  await expect(app.inspector.getByRole('region', { name: 'Resilience' })).toBeVisible();
}

test('a preset is chosen in one step, tells what was changed from it and its source, and is undone in one step', async ({ page }) => {
  const app = new App(page);
  await selectCall(app);
  const resilience = app.inspector.getByRole('region', { name: 'Resilience' });
  const preset = resilience.getByRole('combobox', { name: 'Preset' });
  await preset.selectOption({ label: '.NET standard resilience handler' });
  await expect(preset).toHaveValue('dotnetStandard');
  await expect(resilience.getByRole('link', { name: /Microsoft.Extensions.Http.Resilience/ })).toBeVisible();

  const retries = app.inspector.locator('details', { has: page.getByText('Retries', { exact: true }) });
  await expect(retries.locator('summary')).toContainText('Attempts 4');
  await expect(retries.locator('summary')).not.toContainText('changed');
  await retries.locator('summary').click();
  const attempts = retries.getByRole('textbox', { name: 'Attempts' });
  await attempts.fill('7');
  await attempts.press('Enter');
  await expect(resilience).toContainText('7 instead of 4');
  await expect(retries.locator('summary')).toContainText('1 changed');
  await expect(retries.getByRole('button', { name: 'Set Attempts back to the preset' })).toBeVisible();
  await expect(preset.locator('option:checked')).toHaveText('.NET standard resilience handler, changed');
  await resilience.getByRole('button', { name: 'Set back to the preset' }).click();
  await expect(resilience).not.toContainText('instead of');

  await attempts.blur();
  for (let step = 0; step < 3; step++) await page.keyboard.press('ControlOrMeta+z');
  await expect(preset.locator('option:checked')).toHaveText(/^Defaults of HTTP/);
});

test('only presets for the protocol are offered', async ({ page }) => {
  const app = new App(page);
  await selectCall(app);
  const preset = app.inspector.getByRole('combobox', { name: 'Preset' });
  await expect(preset.locator('option', { hasText: 'gRPC retry policy' })).toHaveCount(0);
  await app.inspector.getByRole('combobox', { name: 'Protocol' }).selectOption('grpc');
  await expect(preset.locator('option', { hasText: 'gRPC retry policy' })).toHaveCount(1);
  await expect(preset.locator('option', { hasText: 'AWS SDK' })).toHaveCount(0);
});

test('one list has the protocols of all kinds: choosing one turns a call into a queue or a stream, and is undone in one step', async ({ page }) => {
  const app = new App(page);
  await selectCall(app);
  const protocol = app.inspector.getByRole('combobox', { name: 'Protocol' });
  expect(await protocol.locator('optgroup').evaluateAll((groups) => groups.map((group) => group.getAttribute('label')))).toEqual(['Sync', 'Queue', 'Stream']);
  for (const label of ['HTTP/1.1', 'gRPC', 'RabbitMQ', 'Kafka', 'Azure Service Bus', 'Azure Storage Queue', 'NATS', 'gRPC stream', 'WebSocket']) {
    await expect(protocol.locator('option', { hasText: new RegExp(`^${label}$`) })).toHaveCount(1);
  }
  const broker = app.inspector.getByRole('heading', { name: 'Broker: RabbitMQ' });
  await protocol.selectOption('rabbitmq');
  await expect(broker).toBeVisible();
  await expect(app.inspector.getByRole('radio', { name: 'Queue' })).toBeChecked();
  await protocol.selectOption('webSocket');
  await expect(broker).toHaveCount(0);
  await expect(app.inspector.getByRole('radio', { name: 'Stream' })).toBeChecked();
  await protocol.blur();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(protocol).toHaveValue('rabbitmq');
  await page.keyboard.press('ControlOrMeta+z');
  await expect(protocol).toHaveValue('http1');
  await expect(app.inspector.getByRole('radio', { name: 'Sync' })).toBeChecked();
});

test('servers, client libraries and tiers are chosen by name, with their sources', async ({ page }) => {
  const app = new App(page);
  await selectCall(app);
  const product = app.inspector.getByRole('region', { name: 'Product', exact: true });
  const server = product.getByRole('combobox', { name: 'Caller\'s server' });
  await expect(server).toHaveValue('threadPerRequest');
  await expect(product).toContainText('Brownout assumes this');
  await app.inspector.getByRole('combobox', { name: 'Preset' }).selectOption('dotnetStandard');
  await expect(server).toHaveValue('asynchronous');
  await expect(product.getByRole('link', { name: /ASP.NET Core/ })).toBeVisible();

  const protocol = app.inspector.getByRole('combobox', { name: 'Protocol' });
  await protocol.selectOption('kafka');
  await product.getByRole('combobox', { name: 'Client library' }).selectOption({ label: 'librdkafka (.NET, Python, Go)' });
  await expect(product.getByRole('link', { name: /librdkafka/ })).toBeVisible();
  await protocol.selectOption('serviceBus');
  const broker = app.inspector.getByRole('region', { name: 'Product of the broker' });
  await broker.getByRole('combobox', { name: 'Tier' }).selectOption('serviceBusPremium');
  await expect(broker).toContainText('Messaging units are left out');
  await expectNoViolationsInBothThemes(page, INSPECTOR);
});

test('long lists of parameters are folded by mechanism, and open with a press or a key', async ({ page }) => {
  const app = new App(page);
  await selectCall(app);
  const breaker = app.inspector.locator('details', { has: page.getByText('Circuit breaker', { exact: true }) });
  await expect(breaker).not.toHaveAttribute('open');
  await expect(app.inspector.getByRole('textbox', { name: 'Timeout' }).first()).toBeVisible();
  await breaker.locator('summary').focus();
  await page.keyboard.press('Enter');
  await expect(breaker).toHaveAttribute('open');
  await expect(breaker.getByRole('combobox').first()).toBeVisible();
});

test('a planned fault comes by chance or on a condition, and an exchange is called one', async ({ page }) => {
  const app = new App(page);
  await selectCall(app);
  await app.part('Exchange').click();
  await expect(app.inspector.getByRole('heading', { name: 'Exchange' }).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Show the inspector' }).click();
  const schedule = app.inspector.getByRole('region', { name: 'Schedule' });
  await schedule.getByRole('combobox', { name: 'Plan a fault' }).selectOption({ label: 'Service' });
  await schedule.getByRole('combobox', { name: 'Fault of Service' }).selectOption({ label: 'Slow down' });
  await schedule.getByText('Strength and start').click();
  const begins = schedule.getByRole('combobox', { name: 'Begins' });
  await begins.selectOption({ label: 'By chance, again and again' });
  await expect(schedule.getByRole('textbox', { name: /MTBF/ })).toHaveValue('5 min');
  await expect(schedule.getByRole('textbox', { name: 'Lasts' })).toHaveCount(0);
  await begins.selectOption({ label: 'When something happens' });
  await expect(schedule.getByRole('textbox', { name: /MTBF/ })).toHaveCount(0);
  await schedule.getByRole('combobox', { name: 'When', exact: true }).selectOption({ label: 'Requests wait at Service' });
  await expect(schedule.getByRole('textbox', { name: 'More than' })).toHaveValue('50');
  await expect(schedule.getByRole('textbox', { name: 'Lasts' })).toHaveValue('20 s');
  await expectNoViolationsInBothThemes(page, INSPECTOR);
});

test('a change made while the run is paused shows at once and stays', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.pause.click();
  await expect(app.play).toBeVisible();
  await app.node('Shop 1').click();
  const workers = app.inspector.getByRole('textbox', { name: 'Workers' });
  for (const count of ['7', '9']) {
    await workers.fill(count);
    await page.keyboard.press('Enter');
    await app.idle();
    await expect(workers).toHaveValue(count);
  }
});

test('presets, folded mechanisms and what is told of a parameter have no violations', async ({ page }) => {
  const app = new App(page);
  await selectCall(app);
  await app.inspector.getByRole('combobox', { name: 'Preset' }).selectOption({ label: '.NET standard hedging handler' });
  const hedging = app.inspector.locator('details', { has: page.getByText('Hedging', { exact: true }) });
  await expect(hedging.locator('summary')).toContainText('Send copies');
  await hedging.locator('summary').click();
  await hedging.getByRole('button', { name: 'About Copies' }).click();
  await expect(hedging).toContainText('How this is modelled');
  await expectNoViolationsInBothThemes(page, INSPECTOR);
});
