import { expect, type Locator, type Page } from '@playwright/test';

/** Between two looks at what a test waits for; Playwright's own grow to a second. */
const OFTEN_MS = 50;

/** The application as a visitor meets it: found by roles and names, waited for by its own signals. */
export class App {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens the page and waits until the first picture of a run was drawn. */
  async open(fragment = ''): Promise<void> {
    await this.page.goto(fragment === '' ? './' : `./${fragment}`);
    await this.ready();
  }

  async ready(): Promise<void> {
    await this.told('data-ready');
    await this.idle();
  }

  /** Waits until nothing is being saved, loaded or computed anew. */
  async idle(): Promise<void> {
    await this.told('data-idle');
  }

  /** Waits until the page says this of itself. Asked often: nearly every test waits for it, and most more than once. */
  private async told(attribute: string): Promise<void> {
    const page = this.page.locator('html');
    await expect.poll(() => page.getAttribute(attribute), { message: attribute, intervals: [OFTEN_MS] }).toBe('true');
  }

  async menu(entry: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Brownout' }).click();
    await this.page.getByRole('navigation', { name: 'Menu' }).getByRole('button', { name: entry }).click();
  }

  /** Starts an empty diagram. */
  async startNew(): Promise<void> {
    await this.menu('New');
    await expect(this.page.getByText('Nothing here yet')).toBeVisible();
    await this.idle();
  }

  /** A part of the palette. */
  part(label: string): Locator {
    return this.page.getByRole('toolbar', { name: 'Parts' }).getByRole('button', { name: label, exact: true });
  }

  /** A component or channel on the canvas. */
  node(name: string): Locator {
    return this.page.getByRole('group', { name: new RegExp(`^${name}(?:, |$)`) });
  }

  get nodes(): Locator {
    return this.page.locator('.react-flow__node');
  }

  /** A connection on the canvas, by how it is told to a screen reader. */
  edge(name: string | RegExp): Locator {
    return this.page.getByRole('group', { name });
  }

  get inspector(): Locator {
    return this.page.getByRole('region', { name: 'Inspector' });
  }

  get clock(): Locator {
    return this.page.getByRole('region', { name: 'Run' }).getByRole('status').first();
  }

  get cascade(): Locator {
    return this.page.getByRole('status', { name: 'Cascade' });
  }

  get play(): Locator {
    return this.page.getByRole('button', { name: 'Play', exact: true });
  }

  get pause(): Locator {
    return this.page.getByRole('button', { name: 'Pause', exact: true });
  }

  /** Draws a line from one node to another and chooses how they talk. */
  async connect(from: string, to: string, protocol: string): Promise<void> {
    await this.node(from).hover();
    const handle = this.node(from).getByLabel(`Connect from ${from}`);
    await handle.hover();
    await this.page.mouse.down();
    const target = (await this.node(to).boundingBox())!;
    await this.page.mouse.move(target.x + 60, target.y + 60, { steps: 8 });
    await this.page.mouse.up();
    await this.page.getByRole('dialog', { name: 'How do they talk?' }).getByRole('button', { name: protocol }).click();
    await this.idle();
  }

  /** Simulated seconds that the clock shows. */
  async seconds(): Promise<number> {
    const [minutes, seconds] = (await this.clock.innerText()).split(':').map(Number);
    return minutes! * 60 + seconds!;
  }

  /** Waits until the run has gone on by this much simulated time. */
  async runFor(seconds: number): Promise<void> {
    const from = await this.seconds();
    await expect.poll(() => this.seconds(), { timeout: 40_000, intervals: [OFTEN_MS] }).toBeGreaterThan(from + seconds);
  }
}
