import type { Connection, Step } from './document.ts';

/** Where a step stands among the steps of a handler: its index in the list, then its index in the step there, and so on.
 *  As a place to put something, it is the step in front of which it goes, or the end of the list. */
export type StepPath = readonly number[];

/** A step that holds steps. */
export type HoldingStep = Extract<Step, { readonly steps: readonly Step[] }>;

/** Steps after a change, and where the step that was changed now stands. */
export interface ChangedSteps {
  readonly steps: readonly Step[];
  readonly path: StepPath;
}

/** Whether the step holds steps: `parallel`, `chance` and `loop` do. */
export function holdsSteps(step: Step): step is HoldingStep {
  return 'steps' in step;
}

/** The step at a path. Throws when there is none, which is a bug of the caller. */
export function stepAt(steps: readonly Step[], path: StepPath): Step {
  const step = listAt(steps, path.slice(0, -1))[path.at(-1)!];
  return step ?? missing(path);
}

/** The list at a path: all steps for the empty path, else those that the step there holds. */
export function listAt(steps: readonly Step[], path: StepPath): readonly Step[] {
  return path.reduce<readonly Step[]>((list, index) => {
    const step = list[index];
    return step !== undefined && holdsSteps(step) ? step.steps : missing(path);
  }, steps);
}

/** The steps with one more, which then stands at the path. */
export function insertStep(steps: readonly Step[], path: StepPath, step: Step): readonly Step[] {
  return changeList(steps, path, (list, index) => list.toSpliced(index, 0, step));
}

/** The steps without the one at the path, and without those that it holds. */
export function removeStep(steps: readonly Step[], path: StepPath): readonly Step[] {
  return changeList(steps, path, (list, index) => list.toSpliced(index, 1));
}

/** The steps with another one at the path. */
export function replaceStep(steps: readonly Step[], path: StepPath, step: Step): readonly Step[] {
  return changeList(steps, path, (list, index) => list.with(index, step));
}

/** The steps with the one at the path held by another, which takes its place. */
export function wrapStep(steps: readonly Step[], path: StepPath, holder: HoldingStep): readonly Step[] {
  return replaceStep(steps, path, { ...holder, steps: [stepAt(steps, path)] });
}

/** The steps with what the one at the path holds in its place. A step that holds none stays. */
export function unwrapStep(steps: readonly Step[], path: StepPath): readonly Step[] {
  const step = stepAt(steps, path);
  return holdsSteps(step) ? changeList(steps, path, (list, index) => list.toSpliced(index, 1, ...step.steps)) : steps;
}

/** Moves a step, with those that it holds, to a place among the steps as they are before. Within itself, or to where it
 *  is, it stays, and the very same list is given back. */
export function moveStep(steps: readonly Step[], from: StepPath, to: StepPath): ChangedSteps {
  const isWithin = to.length > from.length && startsWith(to, from);
  const isHere = to.length === from.length && startsWith(to, from.slice(0, -1)) && [0, 1].includes(to.at(-1)! - from.at(-1)!);
  if (isWithin || isHere) return { steps, path: from };
  const step = stepAt(steps, from);
  const path = afterRemoval(to, from);
  return { steps: insertStep(removeStep(steps, from), path, step), path };
}

/** Every place where a step can be put, in reading order: in front of each step, within those that hold some, and at the
 *  end of each list. */
export function placesIn(steps: readonly Step[], prefix: StepPath = []): readonly StepPath[] {
  const places = steps.flatMap((step, i) => {
    const path = [...prefix, i];
    return holdsSteps(step) ? [path, ...placesIn(step.steps, path)] : [path];
  });
  return [...places, [...prefix, steps.length]];
}

/** Moves a step to the nearest place above or below it that `isAllowed`: past a neighbour, into one that holds steps, or
 *  out of the step that holds it. Undefined when there is none. */
export function shiftStep(
  steps: readonly Step[],
  path: StepPath,
  options: { readonly by: -1 | 1; readonly isAllowed: (steps: readonly Step[]) => boolean },
): ChangedSteps | undefined {
  const places = placesIn(steps);
  const here = places.findIndex((place) => place.length === path.length && startsWith(place, path));
  const ahead = options.by < 0 ? places.slice(0, here).toReversed() : places.slice(here + 1);
  for (const place of ahead) {
    const moved = moveStep(steps, path, place);
    if (moved.steps !== steps && options.isAllowed(moved.steps)) return moved;
  }
  return undefined;
}

/** The steps with calls over what is a call now, and publishes over what takes messages now; the very same list when
 *  none is the other way. A parameter that both know is kept. */
export function withKindsOf(steps: readonly Step[], connections: ReadonlyMap<string, Connection>): readonly Step[] {
  const changed = steps.map((step): Step => {
    if (holdsSteps(step)) {
      const inner = withKindsOf(step.steps, connections);
      return inner === step.steps ? step : { ...step, steps: inner };
    }
    if (step.do !== 'call' && step.do !== 'publish') return step;
    const connection = connections.get(step.connection);
    const right = connection === undefined ? step.do : connection.kind === 'sync' ? 'call' : 'publish';
    return right === step.do ? step : { ...step, do: right };
  });
  return changed.every((step, i) => step === steps[i]) ? steps : changed;
}

function changeList(
  steps: readonly Step[],
  [index, ...rest]: StepPath,
  change: (list: readonly Step[], index: number) => readonly Step[],
): readonly Step[] {
  if (index === undefined) return missing([]);
  if (rest.length === 0) return change(steps, index);
  const step = steps[index];
  if (step === undefined || !holdsSteps(step)) return missing([index]);
  return steps.with(index, { ...step, steps: changeList(step.steps, rest, change) });
}

function startsWith(path: StepPath, start: StepPath): boolean {
  return start.every((index, i) => path[i] === index);
}

/** Where a place is once the step at `from` is gone: one less behind it in its own list. */
function afterRemoval(to: StepPath, from: StepPath): StepPath {
  const last = from.length - 1;
  const isBehind = to.length >= from.length && startsWith(to, from.slice(0, -1)) && to[last]! > from[last]!;
  return isBehind ? to.with(last, to[last]! - 1) : to;
}

function missing(path: StepPath): never {
  throw new Error(`The handler has no step at ${path.join('.')}.`);
}
