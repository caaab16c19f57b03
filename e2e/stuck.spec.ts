import { expect, type Page, test } from '@playwright/test';

/** What is added to the worker's real script: its thread never comes back from the first crash that it is told to
 *  inject. The page, its messages and the worker that replaces it are those that are published. */
const HANG = `;self.addEventListener('message', (event) => {
  if (JSON.stringify(event.data).includes('"fault":"crash"')) for (;;);
});`;

/** Adds the hang to the worker's script, and counts how often a worker was started. */
async function openWithHang(page: Page): Promise<{ starts: () => number }> {
  let starts = 0;
  await page.context().route('**/assets/entry-*.js', async (route) => {
    const response = await route.fetch();
    starts++;
    await route.fulfill({ response, body: `${await response.text()}${HANG}` });
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

test('the engine starts from the classic script where no module worker can be started', async ({ page }) => {
  await page.context().route('**/assets/entry-*.js', (route) => route.abort());
  const classic = page.waitForResponse('**/engine/worker-classic.js');
  await page.goto('./');
  expect((await classic).ok()).toBe(true);
  await expect.poll(() => moment(page)).toBeGreaterThan(500);
});
