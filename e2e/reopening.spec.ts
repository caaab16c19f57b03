import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { App } from './app.ts';

/** What was saved here opens here: no edit may make a diagram that the next visit refuses. */

test('a step back from a link shows what was open before it', async ({ page }) => {
  const [first, second] = JSON.parse(readFileSync(new URL('../public/golden-links.json', import.meta.url), 'utf8')) as [{ token: string }, { token: string }];
  const app = new App(page);
  const follow = ({ token }: { token: string }) => page.evaluate((fragment) => void (location.hash = fragment), token);
  await app.open();
  await follow(first);
  await expect(page).toHaveTitle(/hedging handler/);
  await follow(second);
  await expect(page).toHaveTitle(/resilience handler/);
  await page.goBack();
  await expect(page).toHaveTitle(/hedging handler/);
  await page.goBack();
  await expect(page).toHaveTitle(/^A small shop/);
  await app.idle();
});

test('settings that contradict each other and pasted control characters do not get into what is saved', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.startNew();
  await app.part('Service').click();
  const name = app.inspector.getByRole('textbox', { name: 'Name' });
  await name.fill('Shop\t\u000bfront');
  await name.press('Enter');
  await expect(app.node('Shop front')).toBeVisible();

  // The first leaves the field, the second the part.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  const settings = page.getByRole('region', { name: 'Length and seed' });
  await page.getByRole('button', { name: 'Show the inspector' }).click();
  const warmUp = settings.getByRole('textbox', { name: 'Warm-up' });
  await warmUp.fill('20 min');
  await warmUp.press('Enter');
  await expect(settings.getByText('Warm-up must not be longer than the run.')).toBeVisible();
  await warmUp.press('Escape');
  await warmUp.fill('2 min');
  await warmUp.press('Enter');
  const length = settings.getByRole('textbox', { name: 'Length' });
  await length.fill('1 min');
  await length.press('Enter');
  await expect(settings.getByText('Length must not be shorter than the warm-up.')).toBeVisible();
  await length.press('Escape');
  await app.idle();

  await page.reload();
  await app.ready();
  await expect(app.node('Shop front')).toBeVisible();
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('a part too many is refused in words, and what was there is saved', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.startNew();
  await paste(page, JSON.stringify(fullDocument()));
  await expect(page).toHaveTitle(/Full/);
  await app.part('Note').click();
  await expect(page.getByText(/Notes: has 201 notes; at most 200 are allowed/).first()).toBeVisible();
});

test('a diagram of mine that cannot be opened is kept, saved as a file, and mended in a copy', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.startNew();
  await app.part('Service').click();
  await app.idle();
  await page.evaluate(spoilSaved);
  const spoilt = await savedTexts(page);

  await page.reload();
  const dialog = page.getByRole('dialog', { name: 'Your diagram cannot be opened as it is' });
  await expect(dialog.getByText('settings, warm-up: must not be longer than the run')).toBeVisible();
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save the file as it is' }).click();
  expect(readFileSync(await (await download).path(), 'utf8')).toBe(spoilt[0]);

  await page.reload();
  await dialog.getByRole('button', { name: 'Open a mended copy' }).click();
  await expect(app.node('Service')).toBeVisible();
  await expect(page).toHaveTitle(/Untitled \(mended\)/);
  await app.idle();
  expect(await savedTexts(page)).toHaveLength(2);
  expect(await savedTexts(page)).toContain(spoilt[0]);

  await page.reload();
  await app.ready();
  await expect(page).toHaveTitle(/Untitled \(mended\)/);
});

function fullDocument(): unknown {
  const notes = Array.from({ length: 200 }, (_, i) => ({ id: `n${i}`, text: 'A note', x: (i % 20) * 200, y: Math.floor(i / 20) * 120 }));
  const empty = { connections: [], brokers: [], channels: [], load: [], schedule: [], log: [], classes: [], zones: [] };
  return { format: 'brownout', version: 1, title: 'Full', settings: { seed: 1, horizonMs: 600_000, warmUpMs: 0 }, components: [], ...empty, notes };
}

/** Pastes text outside of any field, where it is opened as a file. */
async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((content) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', content);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

/** Texts of all diagrams that the browser keeps. */
async function savedTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>): Promise<T> => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
    const database = await done(indexedDB.open('brownout'));
    const store = database.transaction('diagrams').objectStore('diagrams');
    const [keys, values] = await Promise.all([done(store.getAllKeys() as IDBRequest<string[]>), done(store.getAll() as IDBRequest<unknown[]>)]);
    database.close();
    return values.filter((_, i) => keys[i]!.startsWith('diagram:')) as string[];
  });
}

/** Writes over the one saved diagram what earlier versions could make of it: a warm-up that outlasts the run. */
async function spoilSaved(): Promise<void> {
  const done = <T>(request: IDBRequest<T>): Promise<T> => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
  const database = await done(indexedDB.open('brownout'));
  const store = database.transaction('diagrams', 'readwrite').objectStore('diagrams');
  const key = (await done(store.getAllKeys() as IDBRequest<string[]>)).find((candidate) => candidate.startsWith('diagram:'))!;
  const text = await done(store.get(key) as IDBRequest<string>);
  await done(store.put(text.replace('"warmUpMs":0', '"warmUpMs":700000'), key));
  database.close();
}
