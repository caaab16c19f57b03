import { expect, type Page, test } from '@playwright/test';
import { App } from './app.ts';
import { expectNoViolationsInBothThemes } from './axe.ts';

const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'How accurate it is' });

async function openPage(page: Page): Promise<void> {
  const app = new App(page);
  await app.open();
  await app.menu('How accurate it is');
  await expect(dialogOf(page).getByRole('heading', { name: 'M/M/1', exact: true })).toBeVisible();
}

test('how close runs come to theory is told from the menu, and found by words and by standing', async ({ page }) => {
  await openPage(page);
  await expect(dialogOf(page).getByText(/exact figures lie inside their intervals/)).toBeVisible();
  await dialogOf(page).getByRole('searchbox', { name: 'Search' }).fill('least recently');
  await expect(dialogOf(page).getByRole('status')).toHaveText('1 system, 1 figure');
  const row = dialogOf(page).getByRole('row', { name: /share of hits/ });
  await expect(row).toContainText('approximate, 1 %');
  await expect(row).toContainText('agrees');
  await dialogOf(page).getByRole('combobox', { name: 'Show' }).selectOption('Exact');
  await expect(dialogOf(page).getByRole('status')).toHaveText('Nothing found');
  await dialogOf(page).getByRole('button', { name: 'Close' }).click();
  await expect(dialogOf(page)).toBeHidden();
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true });

  test('the page on accuracy fits, and can be read by everyone', async ({ page }) => {
    await openPage(page);
    await dialogOf(page).getByRole('searchbox', { name: 'Search' }).fill('fork');
    await expect(dialogOf(page).getByRole('status')).toHaveText('2 systems, 2 figures');
    expect(await dialogOf(page).evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth)).toBe(0);
    await expectNoViolationsInBothThemes(page, 'dialog');
  });
});
