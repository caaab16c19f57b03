import { expect, type Page, test } from '@playwright/test';
import { App } from './app.ts';
import { expectNoViolationsInBothThemes } from './axe.ts';

const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'How it is modelled' });
const text = (page: Page, name: string | RegExp) => dialogOf(page).getByRole('region', { name });

async function openPage(page: Page): Promise<void> {
  const app = new App(page);
  await app.open();
  await app.menu('How it is modelled');
  await expect(text(page, 'How it is modelled').getByRole('heading', { name: 'Systems' })).toBeVisible();
}

test('how a system is modelled is told from the menu, with its rules a click away', async ({ page }) => {
  await openPage(page);
  await dialogOf(page).getByRole('navigation', { name: 'Contents' }).getByRole('button', { name: 'RabbitMQ', exact: true }).click();
  await expect(text(page, 'RabbitMQ').getByRole('heading', { name: 'Left out' })).toBeAttached();
  await text(page, 'RabbitMQ').getByRole('button', { name: 'Rule Q21' }).first().click();
  await expect(text(page, 'Queue brokers').getByRole('listitem').filter({ hasText: /^Q21/ })).toBeFocused();
  await dialogOf(page).getByRole('button', { name: 'Back', exact: true }).click();
  await expect(text(page, 'RabbitMQ')).toBeVisible();
});

test('the pages on the model can be searched with the keyboard alone', async ({ page }) => {
  await openPage(page);
  await dialogOf(page).getByRole('searchbox', { name: 'Search' }).focus();
  await page.keyboard.type('stampede');
  await expect(dialogOf(page).getByRole('status')).toHaveText(/^\d+ places$/);
  await expectNoViolationsInBothThemes(page, 'dialog');
  const found = text(page, 'Search').getByRole('button', { name: 'Caches: Reading a result' });
  await found.focus();
  await page.keyboard.press('Enter');
  await expect(text(page, 'Caches').getByRole('heading', { name: 'Reading a result' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialogOf(page)).toBeHidden();
});

test("a parameter's help leads to how its system is modelled", async ({ page }) => {
  const app = new App(page);
  await app.open();
  await page.locator('.react-flow__node').nth(1).click();
  await app.inspector.getByRole('button', { name: 'About Policy' }).click();
  await app.inspector.getByRole('button', { name: 'How this is modelled' }).click();
  await expect(text(page, /^Services/).getByRole('heading', { name: 'Load balancers', exact: true })).toBeFocused();
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true });

  test('the pages on the model fit, and are chosen from a list', async ({ page }) => {
    await openPage(page);
    await dialogOf(page).getByRole('combobox', { name: 'Page' }).selectOption('Azure Service Bus');
    await expect(text(page, 'Azure Service Bus').getByRole('heading', { name: 'Simplified' })).toBeAttached();
    expect(await dialogOf(page).evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth)).toBe(0);
    await expectNoViolationsInBothThemes(page, 'dialog');
  });
});
