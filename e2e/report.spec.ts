import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { nameOf } from '../src/analysis/cascade.ts';
import type { ReplicationsJson } from '../src/analysis/replications-json.ts';
import type { Report } from '../src/engine/report.ts';
import { ENGINE_VERSION } from '../src/engine/version.ts';
import type { BrownoutDocument } from '../src/model/document.ts';
import { encodeLink } from '../src/model/link/link.ts';
import { parseDocumentText } from '../src/model/parse.ts';
import { intervalText } from '../src/ui/report/interval-text.ts';
import { cellText, reportTables, type ReportSubject, type ReportTime } from '../src/ui/report/report-tables.ts';
import { strings } from '../src/ui/report/strings.ts';
import { formatDuration, formatRate } from '../src/ui/widgets/format.ts';
import { App } from './app.ts';
import { expectNoViolations } from './axe.ts';

/** An example with calls, a queue and trouble in it, of half a minute. */
function example(): BrownoutDocument {
  const parsed = parseDocumentText(readFileSync(new URL('../public/diagrams/job-over-queue.json', import.meta.url), 'utf8'));
  if (!parsed.ok) throw new Error('the example does not parse');
  const { document } = parsed;
  const target = document.components.find(({ kind }) => kind === 'service')!.id;
  return {
    ...document,
    settings: { ...document.settings, horizonMs: 30_000, warmUpMs: 2000 },
    schedule: [{ id: 'crash', type: 'fault', fault: 'crash', target, atMs: 12_000, durationMs: 4000 }],
  };
}

/** What the command line reports of the same link. */
function headless(link: string, ...options: readonly string[]): Report {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/sim.mjs', link, '--json', ...options], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Report;
}

async function choose(dialog: Locator, name: string): Promise<void> {
  await dialog.getByRole('radio', { name, exact: true }).check({ force: true });
}

/** Every cell of a subject's tables must be what follows from the command line's report. */
async function expectTables(dialog: Locator, document: BrownoutDocument, options: { report: Report; subject: ReportSubject; time?: ReportTime; countUnanswered?: boolean }): Promise<void> {
  const { report, subject, time = 'sojourn', countUnanswered = false } = options;
  await choose(dialog, strings.subjects[subject]);
  if (options.time !== undefined) await choose(dialog, strings.times[time]);
  const tables = reportTables(report, { subject, time, countUnanswered, nameOf: (id) => nameOf(id, document) });
  for (const table of tables) {
    const shown = dialog.getByRole('table', { name: table.caption, exact: true }).locator('tbody tr');
    const expected = table.rows.map((row) => table.columns.map((column) => cellText(column, row)));
    await expect(shown).toHaveCount(expected.length);
    const cells = await shown.evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent)));
    expect(cells).toEqual(expected);
  }
}

async function expectSameFigures(dialog: Locator, document: BrownoutDocument, report: Report): Promise<void> {
  await expect(dialog).toContainText(`trace ${report.traceHash}`);
  await expectTables(dialog, document, { report, subject: 'endToEnd' });
  const counting = dialog.getByRole('switch', { name: strings.countUnanswered });
  await counting.check({ force: true });
  await expectTables(dialog, document, { report, subject: 'endToEnd', countUnanswered: true });
  await counting.uncheck({ force: true });
  for (const time of ['sojourn', 'wait', 'service'] as const) {
    await expectTables(dialog, document, { report, subject: 'components', time });
    await expectTables(dialog, document, { report, subject: 'connections', time });
  }
  await expectTables(dialog, document, { report, subject: 'channels' });
}

function reportOf(page: Page): Locator {
  return page.getByRole('dialog', { name: 'Report' });
}

test('at the end of a run, every figure of the report is the one that the command line prints', async ({ page }) => {
  const document = example();
  const token = encodeLink(document, { engineVersion: ENGINE_VERSION });
  const app = new App(page);
  await app.open(`#${token}`);
  await page.getByRole('button', { name: 'Run to the end' }).click();
  const summary = page.getByRole('dialog', { name: 'The run is over' });
  await summary.getByRole('button', { name: 'Report' }).click();
  await expect(summary).toBeHidden();
  await expectSameFigures(reportOf(page), document, headless(token));
});

test('in the middle of a run, the report is that of a run that ended there', async ({ page }) => {
  const document = example();
  const token = encodeLink({ ...document, view: { atMs: 17_000 } }, { engineVersion: ENGINE_VERSION });
  const app = new App(page);
  await app.open(`#${token}`);
  await page.getByRole('button', { name: 'Report', exact: true }).click();
  const dialog = reportOf(page);
  await expect(dialog).toContainText('0:17.0 of 0:30.0 simulated');
  await expectSameFigures(dialog, document, headless(token, '--horizon', '17s'));

  await dialog.getByRole('button', { name: 'Let it run' }).click();
  await expect(dialog).not.toContainText('0:17.0 of');
  await dialog.getByRole('button', { name: 'Pause the run' }).click();
  await expect(dialog.getByRole('button', { name: 'Let it run' })).toBeVisible();
});

test('a steady run is told after the warm-up that is found in it, everywhere and as the command line does', async ({ page }) => {
  const { schedule: _, ...calm } = example();
  const document: BrownoutDocument = { ...calm, schedule: [], settings: { ...calm.settings, horizonMs: 120_000, warmUpMs: 0 } };
  const token = encodeLink(document, { engineVersion: ENGINE_VERSION });
  const app = new App(page);
  await app.open(`#${token}`);
  await page.getByRole('button', { name: 'Run to the end' }).click();
  const report = headless(token);
  expect(report.warmUpMs).toBeGreaterThan(0);
  const warmUp = `Warm-up found and left out: ${formatDuration(report.warmUpMs)}.`;
  const [source] = report.sources;

  const summary = page.getByRole('dialog', { name: 'The run is over' });
  await expect(summary).toContainText(warmUp);
  const row = summary.getByRole('row', { name: new RegExp(`^${source!.name}`) });
  await expect(row.getByRole('cell').first()).toHaveText(formatRate(source!.offeredPerSec));
  await expect(row.getByRole('cell').nth(3)).toHaveText(formatDuration(source!.answeredMs.p50!));
  await summary.getByRole('button', { name: 'Report' }).click();

  const dialog = reportOf(page);
  await expect(dialog).toContainText(`warm-up of ${formatDuration(report.warmUpMs)} left out`);
  const [value, width] = intervalText(source!.offeredPerSec, report.halfWidths!.sources[0]!.offeredPerSec);
  await expect(dialog.getByRole('table', { name: 'Requests' }).locator('tbody tr').first()).toContainText(`${value} ± ${width}`);
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save as JSON' }).click();
  expect(JSON.parse(readFileSync(await (await download).path(), 'utf8'))).toEqual(report);

  await choose(dialog, 'Components');
  await dialog.getByRole('button', { name: 'Orders' }).first().click();
  const soFar = app.inspector.getByRole('region', { name: 'So far, after warm-up' });
  await expect(soFar).toContainText(warmUp);
  await expect(soFar).toContainText(formatDuration(report.components.find(({ name }) => name === 'Orders')!.sojournMs.p99!));
});

test('tables are sorted by their headings with the keyboard, and a name leads to its part', async ({ page }) => {
  const app = new App(page);
  await app.open();
  await app.runFor(2);
  await page.getByRole('button', { name: 'Report', exact: true }).click();
  const dialog = reportOf(page);
  await choose(dialog, 'Components');
  const work = dialog.getByRole('table', { name: 'Work and crowding' });
  const heading = work.getByRole('columnheader', { name: 'Component' });
  await heading.getByRole('button').focus();
  await page.keyboard.press('Enter');
  await expect(heading).toHaveAttribute('aria-sort', 'ascending');
  const names = work.getByRole('rowheader');
  expect(await names.allInnerTexts()).toEqual((await names.allInnerTexts()).toSorted((a, b) => a.localeCompare(b)));
  await page.keyboard.press('Enter');
  await expect(heading).toHaveAttribute('aria-sort', 'descending');

  await work.getByRole('button', { name: 'Mail worker' }).click();
  await expect(dialog).toBeHidden();
  await expect(app.inspector.getByRole('heading', { name: 'Mail worker' })).toBeVisible();
});

test('the figures can be taken along, exactly as they are', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const document = example();
  const token = encodeLink({ ...document, view: { atMs: 17_000 } }, { engineVersion: ENGINE_VERSION });
  const app = new App(page);
  await app.open(`#${token}`);
  await page.getByRole('button', { name: 'Report', exact: true }).click();
  const dialog = reportOf(page);
  await dialog.getByRole('button', { name: 'Copy as CSV' }).click();
  await expect(dialog.getByRole('status')).toContainText('Copied');
  const report = headless(token, '--horizon', '17s');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain(String(report.sources[0]!.answeredMs.mean));

  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save as JSON' }).click();
  const saved = JSON.parse(readFileSync(await (await download).path(), 'utf8')) as Report;
  expect(saved).toMatchObject({ schema: 'brownout-report', traceHash: report.traceHash });
  expect(saved.components).toEqual(report.components);
});

for (const [place, viewport] of [['tablet', { width: 820, height: 1180 }], ['phone', { width: 360, height: 740 }]] as const) {
  test(`on a ${place} every figure can be reached, and nothing is in the way`, async ({ page }) => {
    await page.setViewportSize(viewport);
    const app = new App(page);
    await app.open();
    await app.runFor(1);
    await page.getByRole('button', { name: 'Report', exact: true }).click();
    const dialog = reportOf(page);
    await choose(dialog, 'Connections');
    await expect(dialog.getByRole('button', { name: 'Close' })).toBeInViewport({ ratio: 1 });
    await expect(dialog.getByRole('button', { name: 'Save as JSON' })).toBeInViewport({ ratio: 1 });
    const last = dialog.getByRole('table').last().getByRole('row').last().getByRole('cell').last();
    await last.scrollIntoViewIfNeeded();
    await expect(last).toBeInViewport();
    expect(await page.evaluate(() => window.document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width);
    await expectNoViolations(page);
  });
}

test('a run is repeated with other seeds, and every figure is as sure as the command line says', async ({ page }) => {
  const document = example();
  const token = encodeLink({ ...document, settings: { ...document.settings, horizonMs: 14_000 } }, { engineVersion: ENGINE_VERSION });
  const app = new App(page);
  await app.open(`#${token}`);
  await page.getByRole('button', { name: 'Report', exact: true }).click();
  const dialog = reportOf(page);
  await expect(dialog).toContainText('One run: no intervals.');
  await dialog.getByRole('textbox', { name: 'Runs' }).fill('3');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Repeat with other seeds' }).click();
  await expect(dialog).toContainText('3 runs with other seeds');

  const { report, halfWidths } = headless(token, '--replications', '3') as unknown as ReplicationsJson;
  const [value, width] = intervalText(report.sources[0]!.offeredPerSec, halfWidths.sources[0]!.offeredPerSec);
  await expect(dialog.getByRole('table', { name: 'Requests' }).locator('tbody tr').first()).toContainText(`${value} ± ${width}`);
  await choose(dialog, 'This run');
  await expect(dialog).toContainText('One run: no intervals.');
});
