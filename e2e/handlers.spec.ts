import { expect, type Locator, test } from '@playwright/test';
import { App } from './app.ts';
import { expectNoViolationsInBothThemes, INSPECTOR } from './axe.ts';

/** Where the steps of a component are shown. */
function steps(app: App): Locator {
  return app.inspector.getByRole('region', { name: 'What it does with a request' });
}

/** The steps of the outermost list, as they are told. */
async function outline(app: App): Promise<string[]> {
  const groups = await steps(app).getByRole('group', { name: /^Step / }).all();
  return Promise.all(groups.map(async (group) => (await group.getAttribute('aria-label'))!));
}

async function addStep(app: App, kind: RegExp, to = 'Add step'): Promise<void> {
  await steps(app).getByRole('button', { name: to, exact: true }).click();
  await app.page.getByRole('dialog', { name: 'Steps to add' }).getByRole('button', { name: kind }).click();
}

test.beforeEach(async ({ page }) => {
  const app = new App(page);
  await app.open();
  // What stands still is found and read faster, and none of this is about the run.
  await app.pause.click();
  await app.node('Shop 1').click();
});

test('a service shows what it does as drawn, and makes it its own steps to change', async ({ page }) => {
  const app = new App(page);
  await expect(steps(app)).toContainText('As drawn');
  await expect(steps(app).getByRole('list', { name: 'Steps' }).getByRole('listitem')).toHaveText(['Work', 'Call Orders database', 'Publish to Mail to send']);

  await steps(app).getByRole('button', { name: 'Write own steps' }).click();
  expect(await outline(app)).toEqual(['Step 1: Work', 'Step 2: Call Orders database', 'Step 3: Publish to Mail to send']);

  await page.keyboard.press('Control+z');
  await expect(steps(app).getByRole('button', { name: 'Write own steps' })).toBeVisible();
  await page.keyboard.press('Control+Shift+z');
  await steps(app).getByRole('button', { name: 'Back to as drawn' }).click();
  await expect(steps(app)).toContainText('As drawn');
});

test('steps are added, nested, given their parameters and deleted, and each change is undone', async ({ page }) => {
  const app = new App(page);
  await steps(app).getByRole('button', { name: 'Write own steps' }).click();
  await addStep(app, /^With a probability/);
  const chance = steps(app).getByRole('group', { name: 'Step 4: For 50% of requests' });
  await chance.getByRole('textbox', { name: 'Share' }).fill('20%');
  await page.keyboard.press('Enter');
  await addStep(app, /^Call/, 'Add step to Step 4: For 20% of requests');
  const inner = steps(app).getByRole('group', { name: 'Step 4.1: Call Orders database' });
  await inner.getByRole('textbox', { name: 'Times' }).fill('3');
  await page.keyboard.press('Enter');
  await expect(steps(app).getByRole('group', { name: 'Step 4.1: Call Orders database, 3 times' })).toBeVisible();

  await steps(app).getByRole('button', { name: 'Delete step 4', exact: true }).click();
  await expect(steps(app).getByRole('group', { name: /^Step / })).toHaveCount(3);
  await expect(steps(app).getByRole('button', { name: 'Move step 3', exact: true })).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(steps(app).getByRole('group', { name: /^Step / })).toHaveCount(5);
});

test('the keyboard moves a step past others, into them and out of them, and keeps hold of it', async ({ page }) => {
  const app = new App(page);
  await steps(app).getByRole('button', { name: 'Write own steps' }).click();
  await addStep(app, /^Repeat/);
  await steps(app).getByRole('button', { name: 'Move step 3', exact: true }).focus();
  await page.keyboard.press('Alt+ArrowDown');
  await expect(steps(app).getByRole('group', { name: 'Step 3.1: Publish to Mail to send' })).toBeVisible();
  await expect(steps(app).getByRole('button', { name: 'Move step 3.1', exact: true })).toBeFocused();
  await expect(steps(app).getByRole('status')).toHaveText('Now step 3.1.');
  await page.keyboard.press('Alt+ArrowUp');
  await page.keyboard.press('Alt+ArrowUp');
  expect(await outline(app)).toEqual(['Step 1: Work', 'Step 2: Publish to Mail to send', 'Step 3: Call Orders database', 'Step 4: Repeat 2 times']);
  await page.keyboard.press('Delete');
  await expect(steps(app).getByRole('group', { name: /^Step / })).toHaveCount(3);
  await expect(app.node('Shop 1')).toBeVisible();
});

test('a step is dragged by its handle', async ({ page }) => {
  const app = new App(page);
  await steps(app).getByRole('button', { name: 'Write own steps' }).click();
  const grip = steps(app).getByRole('button', { name: 'Move step 3', exact: true });
  await grip.scrollIntoViewIfNeeded();
  await grip.hover();
  await page.mouse.down();
  const first = (await steps(app).getByRole('button', { name: 'Move step 2', exact: true }).boundingBox())!;
  await page.mouse.move(first.x + 10, first.y + 2, { steps: 6 });
  await page.mouse.up();
  await expect(steps(app).getByRole('group', { name: 'Step 2: Publish to Mail to send' })).toBeVisible();
  expect(await outline(app)).toEqual(['Step 1: Work', 'Step 2: Publish to Mail to send', 'Step 3: Call Orders database']);
});

test('what cannot stand somewhere is not offered, and says why', async ({ page }) => {
  const app = new App(page);
  await steps(app).getByRole('button', { name: 'Write own steps' }).click();
  await addStep(app, /^All at once/);
  await steps(app).getByRole('button', { name: 'Add step to Step 4: All at once' }).click();
  const work = page.getByRole('dialog', { name: 'Steps to add' }).getByRole('button', { name: /^Work/ });
  await expect(work).toBeDisabled();
  await expect(work).toContainText('Only calls and publishes go in here.');
});

test('more steps than a document may have are refused in words, and nothing changes', async ({ page }) => {
  const app = new App(page);
  await steps(app).getByRole('button', { name: 'Write own steps' }).click();
  await addStep(app, /^Repeat/);
  for (const kind of [/^Work/, /^Work/, /^Work/]) await addStep(app, kind, 'Add step to Step 4: Repeat 2 times');
  const times = steps(app).getByRole('group', { name: 'Step 4: Repeat 2 times' }).getByRole('textbox', { name: 'Times' });
  await times.fill('1000');
  await page.keyboard.press('Enter');
  await expect(steps(app).getByRole('alert')).toContainText('Not done: the handler makes 3,003 steps when its loops are written out');
  await expect(steps(app).getByRole('group', { name: 'Step 4: Repeat 2 times' })).toBeVisible();
});

test('request classes are made, sent by weight, handled each in its way, and deleted with what mentions them', async ({ page }) => {
  const app = new App(page);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Show the inspector' }).click();
  const classes = app.inspector.getByRole('region', { name: 'Request classes' });
  await classes.getByRole('button', { name: 'Add a class' }).click();
  const first = classes.getByRole('group', { name: 'Class 1' });
  await first.getByRole('textbox', { name: 'Priority' }).fill('2');
  await page.keyboard.press('Enter');
  await first.getByRole('textbox', { name: 'Name' }).fill('Checkout');
  await page.keyboard.press('Enter');
  await expect(classes).toContainText('Nobody sends or handles it yet.');

  await app.node('Visitors').click();
  const mix = app.inspector.getByRole('region', { name: 'What it sends' });
  await mix.getByRole('textbox', { name: /^Checkout/ }).fill('3');
  await page.keyboard.press('Enter');
  await expect(mix.getByRole('textbox', { name: 'Checkout (100%)' })).toHaveValue('3');

  await app.node('Shop 1').click();
  await steps(app).getByRole('combobox', { name: 'For' }).selectOption('Checkout');
  await steps(app).getByRole('button', { name: 'Write own steps' }).click();
  await expect(steps(app).getByRole('combobox', { name: 'For' })).toContainText('Checkout: own steps');

  await page.keyboard.press('Escape');
  await expect(classes).toContainText('steps of Shop 1; what Visitors sends');
  await classes.getByRole('button', { name: 'Delete Checkout and what mentions it' }).click();
  await expect(classes).toContainText('All requests are alike.');
  await page.keyboard.press('Control+z');
  await expect(classes.getByRole('group', { name: 'Checkout' })).toBeVisible();
});

test('a step over a call that becomes a queue publishes from then on', async ({ page }) => {
  const app = new App(page);
  await app.startNew();
  await app.part('Service').click();
  await app.part('Service').click();
  await app.connect('Service', 'Service 2', 'HTTP/1.1');
  await app.node('Service').click();
  await steps(app).getByRole('button', { name: 'Write own steps' }).click();
  expect(await outline(app)).toEqual(['Step 1: Work', 'Step 2: Call Service 2']);
  await app.edge(/from Service to Service 2/).focus();
  await page.keyboard.press('Enter');
  await app.inspector.getByRole('radio', { name: 'Queue' }).check();
  await app.node('Service').click();
  expect(await outline(app)).toEqual(['Step 1: Work', 'Step 2: Publish to Service 2']);
});

test('a client makes its first class by itself, and leads to names and priorities', async ({ page }) => {
  const app = new App(page);
  await app.node('Visitors').click();
  const mix = app.inspector.getByRole('region', { name: 'What it sends' });
  await mix.getByRole('button', { name: 'Add a class' }).click();
  await mix.getByRole('textbox', { name: /^Class 1/ }).fill('1');
  await page.keyboard.press('Enter');
  await expect(mix.getByRole('textbox', { name: 'Class 1 (100%)' })).toBeVisible();
  await mix.getByRole('button', { name: 'Names, priorities, sizes' }).click();
  const first = app.inspector.getByRole('region', { name: 'Request classes' }).getByRole('group', { name: 'Class 1' });
  await first.getByRole('textbox', { name: 'Request size' }).fill('16 KiB');
  await page.keyboard.press('Enter');
  await expect(first.getByRole('textbox', { name: 'Request size' })).toHaveValue('16 KiB');
  await expectNoViolationsInBothThemes(page, INSPECTOR);
});

test('steps and their menus have no violations, and the menu moves a step without dragging', async ({ page }) => {
  const app = new App(page);
  await steps(app).getByRole('button', { name: 'Write own steps' }).click();
  await addStep(app, /^All at once/);
  await steps(app).getByRole('button', { name: 'Add step to Step 4: All at once' }).click();
  await expect(page.getByRole('dialog', { name: 'Steps to add' })).toBeVisible();
  await expectNoViolationsInBothThemes(page, '[role="dialog"]:popover-open');
  await page.keyboard.press('Escape');
  await steps(app).getByRole('button', { name: 'More for step 3', exact: true }).click();
  const menu = page.getByRole('dialog', { name: 'More for step 3' });
  await expect(menu).toBeVisible();
  await expectNoViolationsInBothThemes(page, INSPECTOR);
  await menu.getByRole('button', { name: 'Move up' }).click();
  await expect(steps(app).getByRole('group', { name: 'Step 2: Publish to Mail to send' })).toBeVisible();
  await expect(steps(app).getByRole('button', { name: 'Move step 2', exact: true })).toBeFocused();
});
