import { expect, type Page, test } from '@playwright/test';
import { App } from './app.ts';

/** What is added to the worker's real script: its thread never comes back from the first message with this text. The
 *  page, its messages and the worker that replaces it are those that are published. */
const hangAt = (text: string): string => `;self.addEventListener('message', (event) => {
  if (JSON.stringify(event.data).includes('${text}')) for (;;);
});`;
const CRASH = '"fault":"crash"';
const STEP = '"path":["step"]';

/** Adds the hang to the worker's script, and counts how often a worker was started. */
async function openWithHang(page: Page, text = CRASH): Promise<{ starts: () => number }> {
  let starts = 0;
  await page.context().route('**/assets/entry-*.js', async (route) => {
    const response = await route.fetch();
    starts++;
    await route.fulfill({ response, body: `${await response.text()}${hangAt(text)}` });
  });
  await page.goto('./');
  return { starts: () => starts };
}

const moment = async (page: Page): Promise<number> => Number(await page.getByRole('slider', { name: 'Moment of the run' }).inputValue());

test('a stuck engine is ended within two seconds, and the run goes on without the change that caused it', async ({ page }) => {
  const { starts } = await openWithHang(page);
  await expect.poll(() => moment(page)).toBeGreaterThan(1000);
  await page.getByRole('button', { name: 'Break something' }).click();
  const stuckSince = Date.now();
  await page.getByRole('button', { name: /^Crash/ }).first().click();
  await expect(page.getByText('The engine did not answer for two seconds')).toBeVisible();
  const noticedAfter = Date.now() - stuckSince;
  test.info().annotations.push({ type: 'noticed after', description: `${noticedAfter} ms` });

  // The page is alive: the document is there, and its parts answer.
  await expect(page.getByRole('group', { name: 'Orders database, Database' })).toBeVisible();
  const momentBefore = await moment(page);
  expect(momentBefore).toBeGreaterThan(1000);

  await page.getByRole('button', { name: 'Go on without the last change' }).click();
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeEnabled();
  await expect.poll(() => moment(page)).toBeGreaterThan(500);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(() => moment(page)).toBeGreaterThan(momentBefore + 1000);
  expect(starts()).toBe(2);
});

test('what is offered after a stuck engine can be put away: it stays within reach, and Play brings the run back', async ({ page }) => {
  const { starts } = await openWithHang(page);
  await expect.poll(() => moment(page)).toBeGreaterThan(3000);
  await page.getByRole('button', { name: 'Break something' }).click();
  await page.getByRole('button', { name: /^Crash/ }).first().click();
  const told = page.getByText('The engine did not answer for two seconds');
  await expect(told).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Dismiss' }).first().click();
  await expect(told).toBeHidden();
  await page.getByRole('button', { name: 'Engine stopped' }).click();
  await expect(told).toBeVisible();

  const momentBefore = await moment(page);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(() => moment(page)).toBeGreaterThan(momentBefore + 1000);
  await expect(told).toBeHidden();
  expect(starts()).toBe(2);
});

test('going on after a stuck engine never opens another diagram in the place of this one', async ({ page }) => {
  await openWithHang(page, STEP);
  const app = new App(page);
  // Long enough for a checkpoint of the demo.
  await expect.poll(() => moment(page)).toBeGreaterThan(3000);
  await app.startNew();
  await app.part('Database').click();
  await app.idle();
  await page.getByRole('button', { name: /^One event/ }).click();
  await expect(page.getByText('The engine did not answer for two seconds')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Go on without the last change' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Open it at the beginning, paused' }).click();
  await expect(page.getByText('The engine did not answer for two seconds')).toBeHidden();
  await expect(app.node('Database')).toBeVisible();
  await expect(app.nodes).toHaveCount(1);
  await page.reload();
  await app.ready();
  await expect(app.nodes).toHaveCount(1);
});

test('the engine starts from the classic script where no module worker can be started', async ({ page }) => {
  await page.context().route('**/assets/entry-*.js', (route) => route.abort());
  const classic = page.waitForResponse('**/engine/worker-classic.js');
  await page.goto('./');
  expect((await classic).ok()).toBe(true);
  await expect.poll(() => moment(page)).toBeGreaterThan(500);
});
