import { expect, test } from '@playwright/test';
import { App } from './app.ts';

test('the page starts under a strict policy, without an error and without asking another site', async ({ page, baseURL }) => {
  const problems: string[] = [];
  const foreign: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(String(baseURL)) && !/^(?:data|blob):/.test(request.url())) foreign.push(request.url());
  });

  const response = await page.goto('./');
  expect(response?.headers()['content-security-policy']).toContain("default-src 'self'");
  await expect(page).toHaveTitle(/Brownout/);
  await expect(page.locator('#root')).not.toBeEmpty();
  await page.waitForLoadState('networkidle');

  expect(problems).toEqual([]);
  expect(foreign).toEqual([]);
});

test('a visitor breaks the demo with the first button that is offered, and reads what to watch', async ({ page }) => {
  const app = new App(page);
  await app.open();
  const guide = page.getByRole('region', { name: 'Try this' });
  await expect(guide).toContainText('What if Orders database were 10 times slower?');
  await guide.getByRole('button', { name: 'Slow it down' }).click();
  await expect(guide).toContainText('watch who has to wait');
  await expect(app.cascade).toContainText('Orders database slowed', { timeout: 40_000 });
  await expect(guide).toBeHidden();
});

test('an example says what to try, until that is put away', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.menu('Examples');
  await page.getByRole('button', { name: /^Cascading timeouts/ }).click();
  const guide = page.getByRole('region', { name: 'Try this' });
  await expect(guide).toContainText('slow it down');
  await guide.getByRole('button', { name: 'Put this away' }).click();
  await expect(guide).toBeHidden();
});

test('the menu and its dialogs fit a screen of 320 pixels and work by keyboard', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  const app = new App(page);
  await app.open();
  for (const [entry, title] of [['Examples', 'Examples'], ['My diagrams', 'My diagrams'], ['Import…', 'Import']] as const) {
    await page.getByRole('button', { name: 'Brownout' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'Menu' }).getByRole('button', { name: entry }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: title });
    await expect(dialog).toBeVisible();
    await app.idle();
    const overflow = await dialog.evaluate((element) => element.scrollWidth - element.clientWidth);
    expect(overflow).toBe(0);
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  }
  const outside = await page.getByRole('banner').evaluate((bar) => [...bar.querySelectorAll('button')].filter((button) => button.getBoundingClientRect().right > innerWidth).length);
  expect(outside).toBe(0);
});

test('an empty diagram offers nothing to run or to break, and says why', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.startNew();
  const broken = page.getByRole('button', { name: 'Break something' });
  await expect(broken).toBeDisabled();
  await expect(broken).toHaveAttribute('title', /^Draw a service first/);
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeDisabled();
  await expect(page.getByRole('heading', { name: 'Nothing measured yet' })).toBeVisible();
  await expect(page.getByText('–/s')).toHaveCount(0);
  await app.part('Service').click();
  await expect(broken).toBeEnabled();
});

test('examples stand in groups, the one job over all systems first, and a search finds one by its system', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.menu('Examples');
  const dialog = page.getByRole('dialog', { name: 'Examples' });
  const headings = dialog.getByRole('heading', { level: 3 });
  await expect(headings).toHaveText([
    'The same job over each of them', 'Real systems', 'One system each: calls', 'One system each: queues', 'One system each: streams', 'Patterns', 'Published results',
  ]);
  const real = dialog.getByRole('region', { name: 'Real systems' });
  await expect(real.getByRole('listitem')).toHaveCount(3);
  await expect(real.getByRole('link')).toHaveCount(3);
  const heights = await real.getByRole('listitem').evaluateAll((items) => items.map((item) => Math.round(item.getBoundingClientRect().height)));
  expect(new Set(heights).size).toBe(1);

  const search = dialog.getByRole('searchbox', { name: 'Find an example' });
  await search.fill('azure storage');
  await expect(headings).toHaveText(['The same job over each of them', 'One system each: queues']);
  await expect(dialog.getByRole('status')).toContainText('2 of ');
  await search.fill('no such system');
  await expect(dialog.getByRole('status')).toContainText('No example says that');
  await search.press('Escape');
  await expect(headings).toHaveCount(7);
  await search.fill('websocket storm');
  await search.press('Tab');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(app.node('Cutting ticker')).toBeVisible();
});
