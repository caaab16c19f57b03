import { expect, test } from '@playwright/test';
import { App } from './app.ts';

/** What is put before the worker's real script: once a crash was asked for, whatever the engine measures has a first figure
 *  that no run can have. The engine, its check and the page are those that are published. */
const SPOIL = `let isSpoilt = false;
const set = Float64Array.prototype.set;
Float64Array.prototype.set = function (source, at) {
  set.call(this, source, at ?? 0);
  if (isSpoilt && at === undefined && this.length === source.length && this.length > 0) this[0] = -1;
};
self.addEventListener('message', (event) => {
  if (JSON.stringify(event.data).includes('"fault":"crash"')) isSpoilt = true;
});
`;

test('a run that breaks a rule of the engine stops, says which, and offers a link that replays it', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await context.route('**/assets/entry-*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${SPOIL}${await response.text()}` });
  });
  await new App(page).open();
  const slider = page.getByRole('slider', { name: 'Moment of the run' });
  await expect.poll(async () => Number(await slider.inputValue())).toBeGreaterThan(1000);
  await page.getByRole('button', { name: 'Break something' }).click();
  await page.getByRole('button', { name: /^Crash/ }).first().click();

  const told = page.getByText('The engine made a mistake and stopped: it counted below zero');
  await expect(told).toBeVisible();
  await expect(told).toContainText('inProgress is -1, at ');
  await expect(page.getByRole('dialog', { name: 'The run was stopped' })).toBeHidden();
  await expect(page.getByRole('button', { name: 'Continue' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Stopped early' })).toBeVisible();
  const stoppedAt = Number(await slider.inputValue());
  await page.getByRole('button', { name: 'Copy a link that replays it' }).click();
  await expect(page.getByText('The link is on the clipboard')).toBeVisible();

  // With the engine as it is, the link stands at the same moment of the same run, the crash included.
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await context.unroute('**/assets/entry-*.js');
  const other = await context.newPage();
  await other.goto(link);
  await new App(other).ready();
  await expect(other.getByRole('slider', { name: 'Moment of the run' })).toHaveValue(String(stoppedAt));
  await expect(other.getByText('The engine made a mistake')).toBeHidden();
});
