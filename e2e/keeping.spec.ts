import { expect, test } from '@playwright/test';
import { App } from './app.ts';

test('work is saved by itself and is there on return, with the demo one click away', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.startNew();
  await app.part('Database').click();
  await page.getByRole('textbox', { name: 'Title' }).first().fill('My shop');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await app.idle();

  await page.reload();
  await app.ready();
  await expect(app.node('Database')).toBeVisible();
  await expect(page).toHaveTitle(/My shop/);

  await page.getByRole('banner').getByRole('button', { name: 'Demo' }).click();
  await expect(app.node('Orders database')).toBeVisible();
  await app.menu('My diagrams');
  await page.getByRole('button', { name: 'Open My shop' }).click();
  await expect(page).toHaveTitle(/My shop/);
  await expect(app.node('Database')).toBeVisible();
});

test('a link carries the diagram, and opening it leaves my own work alone', async ({ page, browser }) => {
  const app = new App(page);
  await app.open();
  await page.getByRole('button', { name: 'Share' }).click();
  const field = page.getByRole('textbox', { name: 'Link' });
  await expect(field).toHaveValue(/#[A-Za-z0-9_-]+$/);
  const link = await field.inputValue();
  expect(link.length).toBeLessThan(600);
  await expect(page.getByText('Nothing is uploaded.')).toBeVisible();

  const other = await browser.newPage();
  const theirs = new App(other);
  await theirs.open();
  await theirs.startNew();
  await theirs.part('Cache').click();
  await theirs.idle();

  await other.goto(link);
  await theirs.ready();
  await expect(theirs.node('Orders database')).toBeVisible();
  await expect(other).toHaveTitle(/A small shop/);
  await other.getByRole('banner').getByRole('button', { name: 'Keep a copy' }).click();
  await theirs.idle();
  await theirs.menu('My diagrams');
  await expect(other.getByRole('button', { name: /^Open / })).toHaveCount(2);
  await other.getByRole('button', { name: 'Open Untitled' }).click();
  await expect(theirs.node('Cache')).toBeVisible();
  await other.close();
});

test('a link to a moment opens on that moment', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.runFor(2);
  await app.pause.click();
  await app.idle();
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('switch', { name: 'Open at this moment and place' }).check();
  await app.idle();
  const link = await page.getByRole('textbox', { name: 'Link' }).inputValue();
  const seconds = await app.seconds();
  await page.goto('about:blank');
  await page.goto(link);
  await app.ready();
  expect(await app.seconds()).toBeCloseTo(seconds, 0);
  await expect(app.play).toBeVisible();
});

test('a broken link says so and keeps its token', async ({ page }) => {
  await page.goto('./#AQnonsense');
  await expect(page.getByRole('dialog', { name: 'This link cannot be opened' })).toBeVisible();
  expect(new URL(page.url()).hash).toBe('#AQnonsense');
});

test('a wrong file is refused with everything that is wrong with it', async ({ page }) => {
  const app = new App(page);
  await app.open();
  const chooser = page.waitForEvent('filechooser');
  await app.menu('Open file…');
  const file = { format: 'brownout', version: 1, title: 7, components: [{ id: 'a', kind: 'toaster', name: 'x', x: 0, y: 0 }] };
  await (await chooser).setFiles({ name: 'wrong.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(file)) });
  const problems = page.getByRole('dialog', { name: 'This is not a Brownout document' });
  await expect(problems).toContainText('title');
  await expect(problems).toContainText('component "x"');
  await page.keyboard.press('Escape');
  await expect(app.node('Orders database')).toBeVisible();
});

test('a browser that stores nothing says so and keeps the work in the page', async ({ page }) => {
  await page.addInitScript("Object.defineProperty(globalThis, 'indexedDB', { value: undefined })");
  const app = new App(page);
  await app.open();
  await app.startNew();
  await app.part('Cache').click();
  await expect(page.getByText('This browser does not let the diagram be saved.')).toBeVisible();
  await expect(page.getByText('Not saved: only in this page')).toBeVisible();
  await expect(app.node('Cache')).toBeVisible();
  await page.getByRole('button', { name: 'Share' }).click();
  await expect(page.getByRole('textbox', { name: 'Link' })).toHaveValue(/#[A-Za-z0-9_-]+$/);
});
