/** Where the parts of the diagram are, for layers that draw over the editor. The editor writes it, others only read. */

/** A cubic Bézier curve in flow pixels: where an edge runs, from its sender to its receiver. */
export interface SceneCurve {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly x3: number;
  readonly y3: number;
}

/** Top left corner of a node in flow pixels. */
export interface ScenePlace {
  readonly x: number;
  readonly y: number;
}

/** Screen pixels: a flow pixel (x, y) is seen at (x * zoom + viewport.x, y * zoom + viewport.y). */
export interface SceneViewport {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface SceneGeometry {
  readonly places: ReadonlyMap<string, ScenePlace>;
  readonly curves: ReadonlyMap<string, SceneCurve>;
}

/** One object for the page's life. `version` counts changes of geometry, so that tables are rebuilt only then. */
export interface Scene extends SceneGeometry {
  readonly viewport: SceneViewport;
  readonly version: number;
  /** Id of the edge under the pointer. */
  readonly hovered: string | undefined;
  setGeometry(geometry: SceneGeometry): void;
  setViewport(viewport: SceneViewport): void;
  setHovered(id: string | undefined): void;
}

export function createScene(): Scene {
  return {
    places: new Map(),
    curves: new Map(),
    viewport: { x: 0, y: 0, zoom: 1 },
    version: 0,
    hovered: undefined,
    setGeometry(geometry) {
      Object.assign(this, geometry, { version: this.version + 1 });
    },
    setViewport(viewport) {
      Object.assign(this, { viewport });
    },
    setHovered(hovered) {
      Object.assign(this, { hovered });
    },
  };
}
