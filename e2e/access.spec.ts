import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { App } from './app.ts';

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const told = violations.map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
  expect(told).toEqual([]);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test('the running page, a selection, the menu and every dialog have no violations', async ({ page }) => {
      const app = new App(page);
      await app.open();
      await app.runFor(1);
      await expectNoViolations(page);

      await app.node('Shop 1').click();
      await expect(app.inspector).toContainText('Shop 1');
      await app.inspector.getByRole('button', { name: 'About Workers' }).click();
      await app.inspector.getByText('Counts and averages').click();
      await expectNoViolations(page);

      await page.getByRole('button', { name: 'Break something' }).click();
      await expect(page.getByRole('button', { name: /^Crash/ })).toBeVisible();
      await expectNoViolations(page);
      await page.getByRole('button', { name: /^Slow down ×/ }).click();
      await expect(app.node('Shop 1')).toContainText('Slow down');
      await expect(page.getByRole('region', { name: 'Live changes' })).toBeVisible();
      await expectNoViolations(page);

      await page.getByRole('button', { name: 'Report', exact: true }).first().click();
      for (const subject of ['End to end', 'Components']) {
        await page.getByRole('radio', { name: subject }).check({ force: true });
        await expectNoViolations(page);
      }
      await page.keyboard.press('Escape');

      await app.menu('Examples');
      await expect(page.getByRole('button', { name: /^Retry storm/ })).toBeVisible();
      await expectNoViolations(page);
      await page.keyboard.press('Escape');

      await page.getByRole('button', { name: 'Share' }).click();
      await expect(page.getByRole('textbox', { name: 'Link' })).toHaveValue(/#/);
      await expectNoViolations(page);
    });

    test('an empty diagram and a connection have no violations', async ({ page }) => {
      const app = new App(page);
      await app.open();
      await app.startNew();
      await expectNoViolations(page);
      await app.part('Service').click();
      await app.part('Database').click();
      await app.connect('Service', 'Database', 'HTTP/1.1');
      await expectNoViolations(page);
    });
  });
}

test('who wants less motion sees counters instead of dots', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const app = new App(page);
  await app.open();
  await expect(page.getByRole('group', { name: 'Legend' })).toContainText('Counters instead of motion');
});
