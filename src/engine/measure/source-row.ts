import { COMPONENT_ROWS, type Core, LINK_ROWS, SOURCE_ROWS } from '../core.ts';

/** The first histogram of a source. */
export function sourceRow(core: Core, source: number): number {
  return core.network.componentCount * COMPONENT_ROWS + core.network.linkCount * LINK_ROWS + source * SOURCE_ROWS;
}
