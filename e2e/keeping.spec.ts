import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
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

test('a link is told once and offered to be kept in one place; edited, it is kept by itself', async ({ page }) => {
  const app = new App(page);
  await app.open();
  const link = await linkOf(page);
  await page.goto('about:blank');
  await page.goto(link);
  // It leaves by itself, and stays as long as it is pointed at.
  const news = page.getByText('Opened from a link. Nothing of yours was changed.');
  await news.hover();
  await app.ready();
  await expect(page.getByRole('button', { name: 'Keep a copy' })).toHaveCount(1);
  await page.getByRole('textbox', { name: 'Title' }).fill('Mine now');
  await page.keyboard.press('Enter');
  await expect(news).toBeHidden();
  await expect(page.getByRole('button', { name: 'Keep a copy' })).toHaveCount(0);
  await app.idle();
  await app.menu('My diagrams');
  await expect(page.getByRole('button', { name: /^Open / })).toHaveCount(1);
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
  const problems = page.getByRole('dialog', { name: /^This document has \d+ mistakes$/ });
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

/** Makes a link to what is open, with its live changes, and closes the panel again. */
async function linkOf(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Share' }).click();
  const field = page.getByRole('textbox', { name: 'Link' });
  await expect(field).toHaveValue(/#[A-Za-z0-9_-]+$/);
  const link = await field.inputValue();
  await page.keyboard.press('Escape');
  return link;
}

/** A link to a small system that runs for a minute, with the load dial turned to 3 at its tenth second. */
async function linkWithLog(page: Page): Promise<string> {
  const app = new App(page);
  await app.open();
  const document = {
    format: 'brownout', version: 1, title: 'Shared', settings: { seed: 1, horizonMs: 60_000, warmUpMs: 0 },
    components: [
      { id: 'users', kind: 'client', name: 'Users', x: 0, y: 0, params: { ratePerSec: 50 } },
      { id: 'shop', kind: 'service', name: 'Shop', x: 320, y: 0 },
    ],
    connections: [{ id: 'e1', kind: 'sync', protocol: 'http1', from: 'users', to: 'shop' }],
    brokers: [], channels: [], load: [], schedule: [],
    log: [{ id: 'l1', type: 'load', factor: 3, atMs: 10_000 }],
    notes: [],
  };
  const chooser = page.waitForEvent('filechooser');
  await app.menu('Open file…');
  await (await chooser).setFiles({ name: 'shared.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(document)) });
  await expect(app.node('Shop')).toBeVisible();
  return linkOf(page);
}

test('a reload shows the same opened link, and what was done to it', async ({ page }) => {
  const app = new App(page);
  const link = await linkWithLog(page);
  await page.goto('about:blank');
  await page.goto(link);
  await app.ready();
  expect(page.url()).toBe(link);
  await page.reload();
  await app.ready();
  await expect(page).toHaveTitle(/Shared/);
  expect(page.url()).toBe(link);

  // A change of the run does not make the document mine; it is there after a reload all the same.
  await app.runFor(1);
  await page.getByRole('button', { name: 'Break something' }).click();
  await page.getByRole('button', { name: /^Crash/ }).first().click();
  await app.idle();
  await page.reload();
  await app.ready();
  expect(page.url()).toBe(link);
  const changes = page.getByText('2 live changes go with it.');
  await page.getByRole('button', { name: 'Share' }).click();
  await expect(changes.first()).toBeVisible();
  await page.keyboard.press('Escape');

  // An edit does: it is saved, and the address no longer brings the shared one back over it.
  await page.getByRole('textbox', { name: 'Title' }).first().fill('My version');
  await page.keyboard.press('Enter');
  await page.reload();
  await app.ready();
  await expect(page).toHaveTitle(/My version/);
  expect(new URL(page.url()).hash).toBe('');
});

test('again runs a shared link with the changes that came with it', async ({ page }) => {
  const app = new App(page);
  const link = await linkWithLog(page);
  await page.goto('about:blank');
  await page.goto(link);
  await app.ready();
  await page.getByRole('button', { name: 'Run to the end' }).click();
  const summary = page.getByRole('dialog', { name: 'The run is over' });
  await expect(summary).toBeVisible();
  const trace = await summary.getByText(/trace /).innerText();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Back to the start' }).click();
  await app.idle();
  await page.getByRole('button', { name: 'Run to the end' }).click();
  await expect(summary).toBeVisible();
  expect(await summary.getByText(/trace /).innerText()).toBe(trace);
});

test('an edit that is followed at once by a reload is not lost', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.startNew();
  await app.part('Cache').click();
  await expect(app.node('Cache')).toBeVisible();
  await app.idle();
  await page.getByRole('textbox', { name: 'Title' }).first().fill('In the last moment');
  // The reload begins in the same task as the edit: nothing asynchronous has a chance.
  await page.evaluate(() => {
    (document.activeElement as HTMLElement).blur();
    location.reload();
  });
  await app.ready();
  await expect(page).toHaveTitle(/In the last moment/);
  await expect(app.node('Cache')).toBeVisible();
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('brownout-note')))).toEqual([]);
});

test('a diagram at the limits that is saved as a file opens again, and a larger file is refused unread', async ({ page }) => {
  test.slow();
  const app = new App(page);
  await app.open();
  const components = Array.from({ length: 1000 }, (_, i) => ({ id: `c${i}`, kind: 'service', name: `Service number ${i}`, x: (i % 40) * 260, y: Math.floor(i / 40) * 180 }));
  const connections = Array.from({ length: 3000 }, (_, i) => ({
    id: `e${i}`, kind: 'sync', protocol: 'http1', from: `c${i % 1000}`, to: `c${(i + 1 + Math.floor(i / 1000)) % 1000}`,
  }));
  const large = {
    format: 'brownout', version: 1, title: 'Large', settings: { seed: 1, horizonMs: 1000, warmUpMs: 0 },
    components, connections, brokers: [], channels: [], load: [], schedule: [], log: [], notes: [],
  };
  const open = async (buffer: Buffer): Promise<void> => {
    const chooser = page.waitForEvent('filechooser');
    await app.menu('Open file…');
    await (await chooser).setFiles({ name: 'large.json', mimeType: 'application/json', buffer });
  };
  await open(Buffer.from(JSON.stringify(large)));
  await expect(page).toHaveTitle(/Large/, { timeout: 30_000 });
  await page.getByRole('button', { name: 'Share' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as file' }).click();
  const saved = readFileSync((await (await download).path()), 'utf8');
  expect(saved.length).toBeGreaterThan(262_144);
  await page.keyboard.press('Escape');
  await app.startNew();
  await open(Buffer.from(saved));
  await expect(page).toHaveTitle(/Large/, { timeout: 30_000 });
  await open(Buffer.alloc(5_000_000, '['));
  await expect(page.getByText(/larger than 4 MiB/)).toBeVisible();
});

test('without a network, what is already here works and what is missing says so and can be tried again', async ({ page, context }) => {
  const app = new App(page);
  // The network goes before anything could be loaded ahead.
  await page.addInitScript("globalThis.requestIdleCallback = () => 0");
  await app.open();
  await context.setOffline(true);
  await app.node('Orders database').click();
  const missing = page.getByRole('main').getByRole('alert');
  await expect(missing).toContainText('could not be loaded');
  await app.menu('Examples');
  const dialog = page.getByRole('dialog', { name: 'Not loaded' });
  await expect(dialog.getByRole('alert')).toContainText('could not be loaded');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  const chooser = page.waitForEvent('filechooser');
  await app.menu('Open file…');
  await (await chooser).setFiles({ name: 'a.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
  await expect(page.getByRole('status').getByText(/^A part of the program could not be loaded/)).toBeVisible();
  await app.runFor(1);
  await expect(app.node('Orders database')).toBeVisible();

  await context.setOffline(false);
  await page.getByRole('status').getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('dialog', { name: 'This is not a Brownout document' })).toBeVisible();
  await page.keyboard.press('Escape');
  await missing.getByRole('button', { name: 'Try again' }).click();
  await expect(app.inspector).toContainText('Orders database');
  // The style sheets that failed with it came too.
  expect(await page.evaluate(() => [...document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')].every((link) => link.sheet !== null))).toBe(true);
});

test('what is loaded ahead works without a network', async ({ page, context }) => {
  const app = new App(page);
  await app.open();
  await expect(page.locator('html')).toHaveAttribute('data-complete', 'true', { timeout: 60_000 });
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Break something' }).click();
  await expect(page.getByRole('dialog', { name: 'Break something' }).getByRole('button', { name: /^Crash/ }).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Share' }).click();
  await expect(page.getByRole('textbox', { name: 'Link' })).toHaveValue(/#[A-Za-z0-9_-]+$/);
});

test('rates are right at once after a jump', async ({ page }) => {
  const app = new App(page);
  const link = await linkWithLog(page);
  await page.goto('about:blank');
  await page.goto(link);
  await app.ready();
  await app.pause.click();
  const time = page.getByRole('slider', { name: 'Moment of the run' });
  await time.fill('30000');
  await time.blur();
  await app.idle();
  await expect.poll(async () => Number(await time.inputValue())).toBe(30_000);
  // Three times fifty a second: the load was turned up at the tenth second.
  await app.node('Shop').click();
  await expect(app.inspector).toContainText(/1[3-7]\d(\.\d)?\s*\/\s*s/);
});

test('Escape closes the topmost thing and nothing below it', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.node('Orders database').click();
  await expect(app.inspector).toBeVisible();
  await page.getByRole('button', { name: 'Break something' }).click();
  const list = page.getByRole('dialog', { name: 'Break something' });
  await expect(list).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();
  await expect(app.inspector).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(app.inspector).toBeHidden();
});
