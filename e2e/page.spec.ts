import { expect, test } from '@playwright/test';

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
