import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';

/** Everything about what is selected. */
export const INSPECTOR = 'section[aria-label="Inspector"]';

/** Nothing on the page, or within a part of it, breaks a rule of accessibility. */
export async function expectNoViolations(page: Page, within?: string): Promise<void> {
  // The rules run in the page itself, which takes a third of the time, and would not see into a frame.
  expect(page.frames()).toHaveLength(1);
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] });
  const { violations } = await (within === undefined ? axe : axe.include(within)).analyze();
  const told = violations.map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  expect(told).toEqual([]);
}

/** The same, in the light and in the dark theme. */
export async function expectNoViolationsInBothThemes(page: Page, within?: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await test.step(`in the ${colorScheme} theme`, async () => {
      await page.emulateMedia({ colorScheme });
      await colorsSettled(page);
      await expectNoViolations(page, within);
    });
  }
}

/** Waits until no colour is on its way from one theme to the other. */
async function colorsSettled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const transitions = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    await Promise.allSettled(transitions.map(({ finished }) => finished));
  });
}
