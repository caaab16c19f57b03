import { expect, type Page, test } from '@playwright/test';
import { App } from './app.ts';

const COMPOSE = `services:
  web:
    image: nginx
    ports: ["80:80"]
    environment:
      ORDERS_URL: http://orders:8080
  orders:
    image: example/orders
    depends_on: [orders-db, tracing]
    environment:
      DATABASE: postgres://orders-db:5432/orders
  orders-db:
    image: postgres:17
  tracing:
    image: jaegertracing/all-in-one:1
`;

const MANIFEST = JSON.stringify({
  resources: {
    store: { type: 'container.v0', image: 'postgres:17', bindings: { tcp: { scheme: 'tcp', targetPort: 5432 } } },
    api: {
      type: 'project.v0',
      path: 'api.csproj',
      env: { ConnectionStrings__store: 'Host={store.bindings.tcp.host};Port={store.bindings.tcp.port}' },
      bindings: { http: { scheme: 'http', protocol: 'tcp', transport: 'http', external: true } },
    },
  },
});

async function choose(page: Page, name: string, text: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a file…' }).click();
  await (await chooser).setFiles({ name, mimeType: 'application/yaml', buffer: Buffer.from(text) });
}

test('a compose file is asked about, and opens as a diagram that runs', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.menu('Import…');
  await choose(page, 'lamps.docker-compose.yml', COMPOSE);

  const dialog = page.getByRole('dialog', { name: 'lamps' });
  await expect(dialog).toContainText('From a docker-compose file: 4 components');
  await dialog.getByText('Assumed, and why').click();
  await expect(dialog.getByRole('listitem').filter({ hasText: 'users send it 100 requests per second' })).toBeVisible();
  const load = dialog.getByRole('textbox', { name: /web/ }).first();
  await load.fill('250');
  await load.press('Enter');
  await expect(dialog).toContainText('1 changed');
  await dialog.getByText('Good to know').click();
  await expect(dialog.getByRole('listitem').filter({ hasText: 'tracing is not drawn' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Open and run' }).click();

  await expect(dialog).toBeHidden();
  await expect(app.nodes).toHaveCount(4);
  await expect(app.node('orders-db')).toBeVisible();
  await expect(page).toHaveTitle(/^lamps/);
  await app.runFor(2);
  await app.node('Users').click();
  await expect(app.inspector.getByRole('textbox', { name: /^Rate/ })).toHaveValue('250/s');
});

test('what was left out is drawn on request, with the keyboard alone, and answers can be taken back', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.menu('Import…');
  await choose(page, 'lamps.docker-compose.yml', COMPOSE);
  const dialog = page.getByRole('dialog', { name: 'lamps' });
  await dialog.locator('summary').filter({ hasText: 'What is left out' }).press('Enter');
  const choice = dialog.getByRole('combobox', { name: /"tracing"/ });
  await choice.focus();
  await choice.press('Y');
  await expect(choice).toHaveValue('yes');
  await expect(dialog).toContainText('5 components, 4 connections');
  await dialog.getByRole('button', { name: 'Back to what was assumed' }).press('Enter');
  await expect(choice).toHaveValue('no');
  await expect(dialog).toContainText('4 components, 3 connections');
});

test('a manifest that is dropped on the page is asked about too', async ({ page }) => {
  const app = new App(page);
  await app.open();
  const data = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], 'shop.json', { type: 'application/json' }));
    return transfer;
  }, MANIFEST);
  await page.locator('main').dispatchEvent('drop', { dataTransfer: data });
  const dialog = page.getByRole('dialog', { name: 'shop' });
  await expect(dialog).toContainText('From an Aspire manifest: 3 components');
  await dialog.getByRole('button', { name: 'Open and run' }).click();
  await expect(app.node('api')).toBeVisible();
  await app.runFor(1);
});

test('pasted text is read like a file, and other text is let be', async ({ page }) => {
  const app = new App(page);
  await app.open();
  const paste = (text: string): Promise<void> =>
    page.evaluate((content) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', content);
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  await paste('Orders database');
  await app.idle();
  await expect(page.getByRole('dialog')).toBeHidden();
  await paste(COMPOSE);
  await expect(page.getByRole('dialog', { name: 'Compose application' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page).toHaveTitle(/A small shop/);
});

test('what cannot be read is told with its place, and the text stays to be mended', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.menu('Import…');
  const dialog = page.getByRole('dialog', { name: 'Import' });
  const text = dialog.getByRole('textbox', { name: 'Text of the file' });
  await text.fill('services:\n  web:\n    image: "nginx\n');
  await dialog.getByRole('button', { name: 'Read this text' }).click();
  await expect(dialog.getByRole('alert')).toContainText(/Line \d+, column \d+: the file is not valid YAML/);
  await text.fill('hello');
  await dialog.getByRole('button', { name: 'Read this text' }).click();
  await expect(dialog.getByRole('alert')).toContainText('neither a Brownout document');
  await text.fill(COMPOSE);
  await dialog.getByRole('button', { name: 'Read this text' }).click();
  await expect(page.getByRole('dialog', { name: 'Compose application' })).toBeVisible();
});

test('the first load does not hold the reader of YAML', async ({ page }) => {
  const isReader = (script: string): boolean => script.includes('TAB_AS_INDENT');
  const html = await (await page.request.get('./')).text();
  const first = [...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(([, path]) => path!);
  expect(first.length).toBeGreaterThan(0);
  for (const path of first) expect(isReader(await (await page.request.get(path)).text())).toBe(false);

  const scripts: Promise<string>[] = [];
  page.on('response', (response) => {
    // One that is still on its way when the test ends cannot be read any more.
    if (response.url().endsWith('.js')) scripts.push(response.text().catch(() => ''));
  });
  const app = new App(page);
  await app.open();
  await app.menu('Import…');
  await choose(page, 'compose.yml', COMPOSE);
  await expect(page.getByRole('button', { name: 'Open and run' })).toBeVisible();
  await expect.poll(async () => (await Promise.all(scripts)).filter(isReader).length).toBe(1);
});
