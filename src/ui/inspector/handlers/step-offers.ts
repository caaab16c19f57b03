import { nameOf } from '../../../analysis/cascade.ts';
import { PROTOCOLS } from '../../../model/catalog.ts';
import { type BrownoutDocument, type Component, type Connection, LIMITS, type Step } from '../../../model/document.ts';
import { type HandlerPlace, outgoingOf, problemsOfSteps } from '../../../model/handler-edits.ts';
import { writeDuration, writeRatio } from '../../../base/units.ts';
import { type HoldingStep, insertStep, listAt, stepAt, type StepPath, wrapStep } from '../../../model/step-lists.ts';
import { strings } from './strings.ts';

/** One entry of the menu of steps: the step that it adds, or why it cannot. */
export interface StepOffer {
  readonly kind: Step['do'];
  readonly step?: Step;
  readonly reason?: string;
}

/** What a list of steps is shown and changed within. */
export interface StepScene {
  readonly document: BrownoutDocument;
  readonly component: Component;
  readonly place: HandlerPlace;
  readonly steps: readonly Step[];
}

const KINDS: readonly Step['do'][] = ['work', 'call', 'publish', 'parallel', 'chance', 'loop', 'fail'];
const HOLDERS: readonly HoldingStep[] = [
  { do: 'parallel', steps: [] },
  { do: 'chance', probability: 0.5, steps: [] },
  { do: 'loop', times: 2, steps: [] },
];

/** What can be added at the end of the list at `path`, every kind of step with its usual form or the reason why not. */
export function stepOffers(scene: StepScene, path: StepPath): readonly StepOffer[] {
  return KINDS.map((kind): StepOffer => {
    const step = usualStep(scene, kind);
    const reason = step === undefined ? missingReason(kind) : reasonAgainst(scene, path, step);
    return reason === undefined && step !== undefined ? { kind, step } : { kind, reason: reason ?? '' };
  });
}

/** Steps that could hold the one at `path`. */
export function holderOffers({ document, place, steps }: StepScene, path: StepPath): readonly HoldingStep[] {
  return HOLDERS.filter((holder) => problemsOfSteps(document, place, wrapStep(steps, path, holder)).length === 0);
}

/** Connections that a step of this kind can use. */
export function connectionsFor(document: BrownoutDocument, component: Component, kind: 'call' | 'publish'): readonly Connection[] {
  return outgoingOf(document, component.id).filter((connection) => (connection.kind === 'sync') === (kind === 'call'));
}

/** A connection as the steps of its sender call it: by what it leads to, and by its protocol where several lead there. */
export function connectionName(document: BrownoutDocument, id: string): string {
  const connection = document.connections.find((item) => item.id === id);
  if (connection === undefined) return id;
  const name = nameOf(connection.to, document);
  const alike = document.connections.filter(({ from, to }) => from === connection.from && to === connection.to);
  if (alike.length < 2) return name;
  const label = connection.label ?? PROTOCOLS[connection.protocol].label;
  const twins = alike.filter((other) => (other.label ?? PROTOCOLS[other.protocol].label) === label);
  return twins.length < 2 ? `${name}, ${label}` : `${name}, ${label} ${twins.indexOf(connection) + 1}`;
}

/** A step in words, without the steps that it holds. */
export function stepText(document: BrownoutDocument, step: Step): string {
  const { texts } = strings;
  switch (step.do) {
    case 'work':
      return step.ms === undefined ? texts.work : texts.workFor(writeDuration(step.ms));
    case 'call':
    case 'publish': {
      const text = texts[step.do](connectionName(document, step.connection));
      return (step.times ?? 1) === 1 ? text : texts.repeated(text, step.times!);
    }
    case 'parallel':
      return texts.parallel;
    case 'loop':
      return texts.loop(step.times);
    case 'chance':
    case 'fail':
      return texts[step.do](writeRatio(step.probability));
  }
}

/** The number of a step as people count: 2.1 is the first of those that the second holds. */
export function stepNumber(path: StepPath): string {
  return path.map((index) => index + 1).join('.');
}

function usualStep({ document, component }: StepScene, kind: Step['do']): Step | undefined {
  switch (kind) {
    case 'work':
      return { do: 'work' };
    case 'call':
    case 'publish': {
      const [first] = connectionsFor(document, component, kind);
      return first === undefined ? undefined : { do: kind, connection: first.id };
    }
    case 'fail':
      return { do: 'fail', probability: 0.01 };
    default:
      return HOLDERS.find((holder) => holder.do === kind);
  }
}

function missingReason(kind: Step['do']): string {
  return kind === 'call' ? strings.reasons.noCall : strings.reasons.noPublish;
}

function reasonAgainst({ document, component, place, steps }: StepScene, path: StepPath, step: Step): string | undefined {
  const { reasons } = strings;
  if (step.do === 'work' && component.kind === 'client') return reasons.clientWork;
  const holder = path.length === 0 ? undefined : stepAt(steps, path);
  if (holder?.do === 'parallel' && step.do !== 'call' && step.do !== 'publish') return reasons.parallel;
  if (path.length > LIMITS.stepDepth) return reasons.depth(LIMITS.stepDepth);
  const added = insertStep(steps, [...path, listAt(steps, path).length], step);
  return problemsOfSteps(document, place, added).length > 0 ? reasons.noRoom(LIMITS.steps) : undefined;
}
