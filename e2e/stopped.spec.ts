import { expect, test } from '@playwright/test';
import { build, cache, call, fault, service, settings, steady, users } from '../src/engine/testing/build.ts';
import { ENGINE_VERSION } from '../src/engine/version.ts';
import type { BrownoutDocument } from '../src/model/document.ts';
import { encodeLink } from '../src/model/link/link.ts';
import { App } from './app.ts';

function linkTo(document: BrownoutDocument): string {
  return `#${encodeLink(document, { engineVersion: ENGINE_VERSION })}`;
}

test('a run that met a bound is offered again and no more time, and says why', async ({ page }) => {
  const document = build(users('users', 1, 0), service('api'), call('users', 'api'), fault('crash', 'api', 100), settings({ horizonMs: 5000 }));
  const app = new App(page);
  await app.open(linkTo(document));
  await page.getByRole('button', { name: 'Run to the end' }).click();
  const summary = page.getByRole('dialog', { name: 'The run was stopped' });
  await expect(summary).toContainText('Requests went round in a circle without any time passing');
  await expect(summary).toContainText('It cannot go on: let something in that circle take time');
  await expect(summary.getByRole('button', { name: 'Again' })).toBeVisible();
  await expect(summary.getByRole('button', { name: 'Continue' })).toHaveCount(0);
  await page.keyboard.press('Escape');

  const bar = page.getByRole('region', { name: 'Run' });
  await expect(bar.getByRole('button', { name: 'Again' })).toBeVisible();
  await expect(bar.getByRole('button', { name: 'Continue' })).toHaveCount(0);
  await bar.getByRole('button', { name: 'Stopped early' }).click();
  await expect(summary).toBeVisible();
  await page.keyboard.press('Escape');

  // A change of what is over is answered by the only way on.
  await bar.getByRole('slider', { name: 'Load' }).press('ArrowRight');
  await expect(page.getByText('The run was stopped early and cannot go on')).toBeVisible();
  await expect(page.getByRole('status').getByRole('button', { name: 'Continue' })).toHaveCount(0);
});

test('what the engine refuses cannot be played, says what to mend, and plays once it is mended', async ({ page }) => {
  const caches = ['hot', 'warm', 'cold'].map((id) => cache(id, { lookup: 'keys', keyCount: 100_000, cacheEntries: 100_000, replicas: 10 }));
  const document = build(steady('users', 10), service('api'), call('users', 'api'), ...caches);
  const app = new App(page);
  await page.goto(`./${linkTo(document)}`);
  const reason = /^This diagram cannot run\. The caches of this diagram keep more than 2000000 entries in all: let caches keep fewer, or have fewer replicas\.$/;
  await expect(app.play).toBeDisabled();
  await expect(app.play).toHaveAccessibleDescription(reason);
  await app.play.focus();
  await expect(page.locator(':popover-open', { hasText: 'let caches keep fewer' })).toBeVisible();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await page.getByRole('button', { name: 'Cannot run' }).click();
  await expect(page.getByRole('status').getByText('let caches keep fewer')).toBeVisible();
  await expect(page.getByRole('slider', { name: 'Moment of the run' })).toBeDisabled();

  await app.node('cold').click();
  // A link plays as soon as it can.
  await page.keyboard.press('Delete');
  await expect(app.pause).toBeVisible();
});
