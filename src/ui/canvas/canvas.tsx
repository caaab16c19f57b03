import {
  applyNodeChanges,
  type EdgeChange,
  type FinalConnectionState,
  type NodeChange,
  type NodeProps,
  ReactFlow,
  type ReactFlowInstance,
  ReactFlowProvider,
  SelectionMode,
  useOnViewportChange,
  useReactFlow,
} from '@xyflow/react';
import { type MouseEvent, type ReactNode, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { BrownoutDocument, Connection } from '../../model/document.ts';
import type { Edit } from '../../model/edit.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { mayLeadTo } from '../../model/routes.ts';
import { firstProtocol, isBox, protocolsBetween } from '../../store/offers.ts';
import { attempt, part } from '../../store/parts.ts';
import { useView } from '../../store/view-store.ts';
import { inDialog, lazyPart } from '../widgets/lazy-part.tsx';
import type { Scene, ScenePlace, SceneViewport } from '../widgets/scene.ts';
import { FAR_ZOOM, textScaleAt } from '../widgets/text-scale.ts';
import { canvasController, createController, GRID, provideController } from './canvas-controller.ts';
import styles from './canvas.module.css';
import { layOutEdges } from './edge-geometry.ts';
import { CurvesContext, LinkEdgeView } from './link-edge.tsx';
import { ConnectionLine } from './connection-line.tsx';
import { movedPlaces } from './moved-places.ts';
import { createSettling } from './settling.ts';
import './flow.css';
import { NoteNodeView } from './note-node.tsx';
import { PartNodeView } from './part-node.tsx';
import { strings } from './strings.ts';
import { type CanvasNode, type LinkEdge, type NodeCache, toEdges, toNodes, type ZoneNode } from './to-flow.ts';
import { useZones, type Zoning } from './zones/use-zones.ts';
import { ZoomControls } from './zoom-controls.tsx';

/** Widths at the right, in screen pixels. */
export interface HiddenRight {
  /** What a panel beside the diagram takes away from it. */
  readonly coveredRight: number;
  /** The same, or what a panel that lies over the diagram hides of it. */
  readonly hiddenRight: number;
}

export interface CanvasProps extends HiddenRight {
  /** Told where everything is, for the layers above. */
  readonly scene: Scene;
  /** The live layer, drawn above nodes and edges. */
  readonly children?: ReactNode;
  /** Asked before a click on the empty canvas or on an edge does anything; true when it took the click. */
  readonly takeClick?: (place: ScenePlace) => boolean;
}

const MissingPicker = inDialog(() => useView.getState().setPendingConnection(undefined));
const ConnectionPicker = lazyPart(() => import('./connection-picker.tsx'), MissingPicker);

/** Bindings and the like are rare: what draws them and makes them comes with the first of them. */
const RouteLines = lazyPart(() => import('./routes/route-lines.tsx'), () => null);
const bindingEdits = part(() => import('../../model/binding-edits.ts'));

/** On a narrow window not all of a diagram is seen at once. */
const Beyond = lazyPart(() => import('./beyond.tsx'), () => null);

const ZoneNodeView = lazyPart(() => import('./zones/zone-node.tsx'), () => null);

const NODE_TYPES = { part: PartNodeView, note: NoteNodeView, zone: LazyZone };
const EDGE_TYPES = { link: LinkEdgeView };
const SNAP: [number, number] = [GRID, GRID];
const ADD_KEYS = ['Shift', 'Meta', 'Control'];
const ZOOM_KEYS = ['Meta', 'Control'];
const PAN_BUTTONS = [1];
const NOTHING_MOVES: ReadonlyMap<string, ScenePlace> = new Map();
const ATTRIBUTION = { hideAttribution: false };
/** From this many nodes on, those outside the window are not rendered. */
const CULL_FROM = 80;

/** The diagram editor. Everything of React Flow stays in this folder. */
export function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Editor {...props} />
    </ReactFlowProvider>
  );
}

function Editor({ scene, children, takeClick, coveredRight, hiddenRight }: CanvasProps) {
  const document = useDiagram((state) => state.document);
  const selection = useSelectionSet();
  const { nodes, moving, onNodesChange } = useNodes(document, selection);
  const edges = useMemo(() => toEdges(document, selection), [document, selection]);
  const curves = useCurves(scene, { nodes, connections: document.connections });
  const isConnecting = useView((state) => state.pendingConnection !== undefined);
  const elementRef = useCamera(scene);
  const [isNarrow] = useState(() => matchMedia('(max-width: 999px)').matches);
  useUncovered(coveredRight, hiddenRight);
  const handlers = useHandlers(scene, takeClick);
  return (
    <CurvesContext value={curves}>
      <div className={styles.canvas} data-moving={moving || undefined}>
        <div ref={elementRef} className={styles.stage}>
          <ReactFlow<CanvasNode, LinkEdge>
            aria-label={strings.canvas}
            role="application"
            nodes={nodes}
            edges={edges}
            nodeTypes={NODE_TYPES}
            edgeTypes={EDGE_TYPES}
            onNodesChange={onNodesChange}
            onEdgesChange={selectEdges}
            isValidConnection={mayConnect}
            connectionLineComponent={ConnectionLine}
            connectionRadius={32}
            onMoveStart={noteMove}
            {...handlers}
            onlyRenderVisibleElements={nodes.length > CULL_FROM}
            minZoom={0.1}
            maxZoom={4}
            snapToGrid
            snapGrid={SNAP}
            deleteKeyCode={null}
            selectionKeyCode={null}
            selectionOnDrag
            selectionMode={SelectionMode.Partial}
            multiSelectionKeyCode={ADD_KEYS}
            panOnDrag={PAN_BUTTONS}
            panOnScroll
            zoomOnScroll={false}
            zoomActivationKeyCode={ZOOM_KEYS}
            zoomOnDoubleClick={false}
            elevateNodesOnSelect={false}
            zIndexMode="manual"
            autoPanOnNodeFocus
            edgesReconnectable={false}
            ariaLabelConfig={ARIA_WORDS}
            proOptions={ATTRIBUTION}
            attributionPosition="bottom-right"
          >
            <Routes document={document} nodes={nodes} />
          </ReactFlow>
        </div>
        {children}
        <ZoomControls />
        <Suspense>{isNarrow && <Beyond />}</Suspense>
        <Suspense>{isConnecting && <ConnectionPicker />}</Suspense>
        {document.components.length + document.channels.length === 0 && <EmptyHint />}
      </div>
    </CurvesContext>
  );
}

function LazyZone(props: NodeProps<ZoneNode>) {
  return (
    <Suspense>
      <ZoneNodeView {...props} />
    </Suspense>
  );
}

function Routes({ document: { channels, classes }, nodes }: { readonly document: BrownoutDocument; readonly nodes: readonly CanvasNode[] }) {
  const places = usePlaces(nodes);
  if (!channels.some((channel) => channel.bindings ?? channel.alternate ?? channel.deadLetterTo)) return null;
  return (
    <Suspense>
      <RouteLines channels={channels} classes={classes} places={places} />
    </Suspense>
  );
}

function EmptyHint() {
  return (
    <div className={styles.empty}>
      <p className={styles.emptyTitle}>{strings.empty}</p>
      <p>{strings.emptyHint}</p>
    </div>
  );
}

const ARIA_WORDS = {
  'node.a11yDescription.default': strings.canvasHelp,
  'node.a11yDescription.keyboardDisabled': strings.canvasHelp,
  'edge.a11yDescription.default': strings.edgeHelp,
  'node.a11yDescription.ariaLiveMessage': ({ direction, x, y }: { direction: string; x: number; y: number }) =>
    strings.moved(direction, x, y),
};

function useSelectionSet(): ReadonlySet<string> {
  const selection = useView((state) => state.selection);
  return useMemo(() => new Set(selection), [selection]);
}

/** Nodes of the document, with the places of a drag that is under way. A drag or a key's move becomes one edit when it
 *  is over. */
function useNodes(document: BrownoutDocument, selection: ReadonlySet<string>) {
  const [cache] = useState<NodeCache>(() => new Map());
  const [moving, setMoving] = useState(NOTHING_MOVES);
  const { components, brokers, channels, notes } = document;
  const nodes = useMemo(
    () => toNodes({ components, brokers, channels, notes }, { selection, moving, cache }),
    [components, brokers, channels, notes, selection, moving, cache],
  );
  const { all, zoning } = useZones(document, { nodes, selection, moving });
  const isMoving = moving.size > 0;
  const onNodesChange = useCallback((changes: NodeChange<CanvasNode>[]) => {
    selectByChanges(changes);
    const parts = useDiagram.getState().document;
    const moves = (zoning?.withoutZones(changes, { parts, nodes: all }) ?? changes).filter((change) => change.type === 'position' && change.position !== undefined);
    if (moves.length === 0) return;
    const isOver = moves.every((change) => change.type === 'position' && !change.dragging);
    const places = placesAfter(moves);
    if (isOver) commitMove(places, isMoving ? zoning : undefined);
    setMoving((before) => (isOver ? NOTHING_MOVES : new Map([...before, ...places])));
  }, [all, zoning, isMoving, setMoving]);
  return { nodes: all, moving: isMoving, onNodesChange };
}

/** A move without an event is the camera's own. */
function noteMove(event: globalThis.MouseEvent | TouchEvent | null): void {
  if (event !== null) canvasController()?.noteMove();
}

/** The only place that looks into React Flow's changes: it applies them to bare nodes and reads the places off. */
function placesAfter(changes: NodeChange<CanvasNode>[]): ReadonlyMap<string, ScenePlace> {
  const bare = changes.flatMap((change) =>
    change.type === 'position' ? [{ id: change.id, position: { x: 0, y: 0 }, data: {} } as unknown as CanvasNode] : [],
  );
  return new Map(applyNodeChanges(changes, bare).map((node) => [node.id, node.position]));
}

/** One edit of a whole move. A box that was dragged into a zone becomes a member of it; one dragged out of it is none. */
function commitMove(places: ReadonlyMap<string, ScenePlace>, zoning: Zoning | undefined): void {
  const { document, edit } = useDiagram.getState();
  const positions = movedPlaces(document, places);
  if (positions.length === 0) return;
  const move: Edit = { type: 'move', positions };
  const rezoned = zoning?.rezoning(document, places) ?? [];
  edit(rezoned.length === 0 ? move : { type: 'batch', edits: [move, ...rezoned] });
}

function selectByChanges(changes: readonly (NodeChange<CanvasNode> | EdgeChange<LinkEdge>)[]): void {
  const { selection, select } = useView.getState();
  const next = new Set(selection);
  for (const change of changes) {
    if (change.type !== 'select') continue;
    if (change.selected) next.add(change.id);
    else next.delete(change.id);
  }
  if (next.size !== selection.length || selection.some((id) => !next.has(id))) select([...next]);
}

function selectEdges(changes: EdgeChange<LinkEdge>[]): void {
  selectByChanges(changes);
}

function usePlaces(nodes: readonly CanvasNode[]): ReadonlyMap<string, ScenePlace> {
  return useMemo(() => new Map(nodes.flatMap((node) => (node.type === 'zone' ? [] : [[node.id, node.position]]))), [nodes]);
}

function useCurves(
  scene: Scene,
  { nodes, connections }: { readonly nodes: readonly CanvasNode[]; readonly connections: readonly Connection[] },
) {
  const places = usePlaces(nodes);
  const curves = useMemo(() => layOutEdges(places, connections), [places, connections]);
  useEffect(() => scene.setGeometry({ places, curves }), [scene, places, curves]);
  return curves;
}

/** Keeps the scene's viewport, offers the camera to menus and keys, and shows the whole diagram when another is opened. */
function useCamera(scene: Scene) {
  const flow = useReactFlow<CanvasNode, LinkEdge>();
  const elementRef = useRef<HTMLDivElement>(null);
  const opening = useDiagram((state) => state.opening);
  const follow = useCallback(
    (viewport: SceneViewport) => {
      scene.setViewport(viewport);
      setTextScale(elementRef.current!, viewport.zoom);
    },
    [scene],
  );
  useOnViewportChange({ onChange: follow });
  useEffect(() => offerCamera(flow, elementRef.current!), [flow]);
  useEffect(() => {
    const { view, components, channels } = useDiagram.getState().document;
    if (components.length + channels.length === 0) {
      // Fitting nothing would wait for the first node, and then move it away from where it was dropped.
      canvasController()?.noteMove();
      void flow.setViewport({ x: 0, y: 0, zoom: 1 });
    } else if (view?.x !== undefined && view.y !== undefined) {
      canvasController()?.noteMove();
      void flow.setViewport({ x: view.x, y: view.y, zoom: view.zoom ?? 1 });
    } else {
      canvasController()?.open();
    }
    follow(flow.getViewport());
  }, [flow, opening, follow]);
  return elementRef;
}

/** Frames in which the rows around the canvas find their height after a document was opened: about a second. */
const SETTLING_FRAMES = 60;
/** Frames without a change of the canvas's size after which it has found one. */
const RESIZING_FRAMES = 10;

function offerCamera(flow: ReactFlowInstance<CanvasNode, LinkEdge>, element: HTMLElement): () => void {
  const controller = createController(flow, element);
  const stop = provideController(controller);
  // Rows around the canvas find their height while a document opens; later ones come and go, and move nothing unless they
  // would cut something off.
  const settling = createSettling(SETTLING_FRAMES);
  const resizing = createSettling(RESIZING_FRAMES, () => controller.makeRoom());
  const observer = new ResizeObserver(() => {
    if (globalThis.document.documentElement.dataset['ready'] === undefined || settling.lasts) controller.keepFit();
    else resizing.begin();
  });
  observer.observe(element);
  const stopFollowing = useDiagram.subscribe((state, before) => state.opening !== before.opening && settling.begin());
  const keepFit = (): void => controller.keepFit();
  addEventListener('resize', keepFit);
  return () => {
    removeEventListener('resize', keepFit);
    stopFollowing();
    settling.end();
    resizing.end();
    observer.disconnect();
    stop();
  };
}

/** Headers and marks of nodes grow with the drawn texts, and give way to them from far away. */
function setTextScale(element: HTMLElement, zoom: number): void {
  const scale = String(textScaleAt(zoom));
  if (element.style.getPropertyValue('--text-scale') !== scale) element.style.setProperty('--text-scale', scale);
  const rounded = String(Math.max(0.1, Math.floor(zoom * 20) / 20));
  if (element.style.getPropertyValue('--zoom') !== rounded) element.style.setProperty('--zoom', rounded);
  element.toggleAttribute('data-far', zoom < FAR_ZOOM);
}

/** Moves the camera when a panel opens beside or over the diagram, and back when it closes. */
function useUncovered(coveredRight: number, hiddenRight: number): void {
  useEffect(() => {
    if (hiddenRight === 0) {
      canvasController()?.giveBack();
      return;
    }
    const [id] = useView.getState().selection;
    const { components, channels } = useDiagram.getState().document;
    const part = [...components, ...channels.filter(isBox)].find((candidate) => candidate.id === id);
    canvasController()?.uncover(part);
  }, [coveredRight, hiddenRight]);
}

function mayConnect({ source, target }: { source: string; target: string }): boolean {
  const { document } = useDiagram.getState();
  return protocolsBetween(document, source, target).length > 0 || mayBind(document, source, target);
}

/** Whether a line between two channels makes a binding. */
function mayBind({ channels }: BrownoutDocument, source: string, target: string): boolean {
  const from = channels.find(({ id }) => id === source);
  const to = channels.find(({ id }) => id === target);
  return from?.kind === 'exchange' && to !== undefined && mayLeadTo(from, to);
}

/** Binds a channel to all that an exchange is sent, and shows the exchange, where the binding is narrowed. */
function bindTo(from: string, to: string): void {
  void attempt(bindingEdits).then((edits) => {
    const { document, edit } = useDiagram.getState();
    if (edits === undefined || !mayBind(document, from, to)) return;
    edit(edits.bind(document, from, to));
    useView.getState().select([from]);
  });
}

/** Opens the picker where the line was dropped. */
function askForProtocol(event: globalThis.MouseEvent | TouchEvent, state: FinalConnectionState): void {
  const from = state.fromNode?.id;
  const to = state.toNode?.id;
  if (from === undefined || to === undefined || !state.isValid) return;
  const { document } = useDiagram.getState();
  if (mayBind(document, from, to)) return bindTo(from, to);
  const first = firstProtocol(document, from, to);
  if (first === undefined) return;
  const point = 'clientX' in event ? event : event.changedTouches[0]!;
  const protocols = protocolsBetween(document, from, to);
  useView.getState().setPendingConnection({ from, to, protocols, first, screenX: point.clientX, screenY: point.clientY });
}

function useHandlers(scene: Scene, takeClick: CanvasProps['takeClick']) {
  return useMemo(
    () => ({
      onConnectEnd: askForProtocol,
      onClickConnectEnd: askForProtocol,
      onPaneClick: (event: MouseEvent) => void takeClick?.({ x: event.clientX, y: event.clientY }),
      onEdgeClick: (event: MouseEvent) => void takeClick?.({ x: event.clientX, y: event.clientY }),
      onEdgeMouseEnter: (_: MouseEvent, edge: LinkEdge) => scene.setHovered(edge.id),
      onEdgeMouseLeave: () => scene.setHovered(undefined),
    }),
    [scene, takeClick],
  );
}
