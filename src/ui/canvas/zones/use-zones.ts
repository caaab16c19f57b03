import { useEffect, useMemo, useState } from 'react';
import type { BrownoutDocument } from '../../../model/document.ts';
import { attempt, part } from '../../../store/parts.ts';
import type { ScenePlace } from '../../widgets/scene.ts';
import type { CanvasNode } from '../to-flow.ts';
import type * as ToZoneNodes from './to-zone-nodes.ts';

/** What is known of zones, loaded with the first one. */
export type Zoning = typeof ToZoneNodes;

const loadZoning = part(() => import('./to-zone-nodes.ts'));

/** The nodes with the zones behind them, which follow their members; and what moves zones, once there is one. */
export function useZones(
  { components, brokers, channels, connections, zones }: BrownoutDocument,
  options: { readonly nodes: CanvasNode[]; readonly selection: ReadonlySet<string>; readonly moving: ReadonlyMap<string, ScenePlace> },
): { readonly all: CanvasNode[]; readonly zoning: Zoning | undefined } {
  const { nodes, selection, moving } = options;
  const zoning = useZoning(zones.length > 0);
  const all = useMemo(() => {
    if (zoning === undefined) return nodes;
    return [...zoning.toZoneNodes({ components, brokers, channels, connections, zones }, { selection, moving }), ...nodes];
  }, [zoning, components, brokers, channels, connections, zones, nodes, selection, moving]);
  return { all, zoning };
}

function useZoning(isNeeded: boolean): Zoning | undefined {
  const [zoning, setZoning] = useState<Zoning>();
  useEffect(() => {
    if (isNeeded && zoning === undefined) void attempt(loadZoning).then(setZoning);
  }, [isNeeded, zoning]);
  return isNeeded ? zoning : undefined;
}
