import { expect, test } from '@playwright/test';
import { encodeLink } from '../src/model/link/link.ts';
import { ENGINE_VERSION } from '../src/engine/version.ts';
import { build, call, fault, poisson, service, settings } from '../src/engine/testing/build.ts';
import { strings as check } from '../src/ui/inspector/check-strings.ts';
import { strings } from '../src/ui/report/ledger-strings.ts';
import { App } from './app.ts';
import { expectNoViolations } from './axe.ts';

const system = build(
  poisson('shoppers', 70), service('shop', { serviceDistribution: 'exponential' }), service('store', { servers: 50 }),
  call('shoppers', 'shop'), call('shop', 'store', { hold: 'release' }), fault('crash', 'store', 240_000), settings({ horizonMs: 300_000, warmUpMs: 20_000 }),
);

test('[CK2] [CK4] a component is checked as it runs, and the ledger leads from what failed to where it began', async ({ page }) => {
  const app = new App(page);
  const document = { ...system, view: { selected: 'shop', atMs: 200_000 } };
  await app.open(`#${encodeLink(document, { engineVersion: ENGINE_VERSION })}`);
  const section = app.inspector.getByRole('region', { name: check.title, exact: true });
  await expect(section).toContainText(check.balanced);
  await expect(section).toContainText(`${check.littlesLaw} ${check.lawVerdicts.holds}`);
  await expect(section).toContainText(check.theoryVerdicts.agrees);
  await expect(section.getByRole('table', { name: check.theory })).toContainText(check.measures.waitMs);

  await section.getByRole('button', { name: check.ledger }).click();
  const dialog = page.getByRole('dialog', { name: 'Report' });
  await expect(dialog.getByRole('table', { name: 'shop' })).toContainText(strings.causes.completed[0]);
  await dialog.getByRole('navigation', { name: strings.choose }).getByRole('button', { name: strings.system }).click();
  await expect(dialog.getByRole('region', { name: strings.system })).toContainText(strings.balanced);
  await expectNoViolations(page);
  await page.keyboard.press('Escape');
});

test('[CK3] the ledger leads from what failed to where it began', async ({ page }) => {
  const app = new App(page);
  await app.open(`#${encodeLink({ ...system, view: { selected: 'shop', atMs: 250_000 } }, { engineVersion: ENGINE_VERSION })}`);
  await app.inspector.getByRole('region', { name: check.title, exact: true }).getByRole('button', { name: check.ledger }).click();
  const dialog = page.getByRole('dialog', { name: 'Report' });
  await dialog.getByRole('navigation', { name: strings.choose }).getByRole('button', { name: strings.system }).click();
  const failed = dialog.getByRole('table', { name: strings.system }).getByRole('row').filter({ hasText: strings.causes.failed[0] });
  await failed.getByRole('button', { name: 'most at store' }).press('Enter');
  await expect(dialog).toBeHidden();
  await expect(app.node('store')).toHaveClass(/selected/);
  await expect(app.node('shop')).toHaveClass(/selected/);
});
