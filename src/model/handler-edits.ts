import { componentSpecs, parameter } from './catalog.ts';
import { type BrownoutDocument, type ClassId, type Component, type Connection, type Handler, LIMITS, type RequestClass, type Step } from './document.ts';
import { applyEdit, type Edit } from './edit.ts';
import { visitSteps } from './handlers.ts';
import { withoutMentions } from './mentions.ts';
import { freshId, idsOf } from './names.ts';
import { findReferenceProblems } from './references.ts';
import { withKindsOf } from './step-lists.ts';

/** Which handler of which component: that of a class, or without `class` the one for all other requests. */
export interface HandlerPlace {
  readonly component: string;
  readonly class?: ClassId | undefined;
}

/** Whether components of this kind can have steps of their own: clients and services. */
export function mayHaveHandlers({ kind }: Pick<Component, 'kind'>): boolean {
  return kind === 'client' || kind === 'service';
}

/** The handler that the component has for exactly this class, or for all others; undefined when it has none. */
export function handlerOf(component: Component, classId: ClassId | undefined): Handler | undefined {
  return component.handlers?.find((handler) => handler.class === classId);
}

/** Connections that leave a component, in the order in which they were drawn. */
export function outgoingOf(document: BrownoutDocument, componentId: string): readonly Connection[] {
  return document.connections.filter(({ from }) => from === componentId);
}

/** What a client or service does without a handler, written as steps: its own work, then its connections in the order in
 *  which they were drawn, the calls at once where the component says so. A run with them is the same run. */
export function stepsAsDrawn(document: BrownoutDocument, component: Component): readonly Step[] {
  const uses = outgoingOf(document, component.id).map(useOf);
  const work: readonly Step[] = component.kind === 'client' ? [] : [{ do: 'work' }];
  const isParallel = component.kind === 'service' && parameter(componentSpecs(component), component.params, 'callOrder') === 'parallel';
  if (!isParallel) return [...work, ...uses];
  const calls = uses.filter((step) => step.do === 'call');
  const publishes = uses.filter((step) => step.do === 'publish');
  return [...work, ...(calls.length === 0 ? [] : [{ do: 'parallel', steps: calls } as const]), ...publishes];
}

function useOf({ id, kind }: Connection): Step {
  return { do: kind === 'sync' ? 'call' : 'publish', connection: id };
}

/** The steps that a component does for a class: its handler's, else the one for all others', else as drawn. */
export function stepsInForce(document: BrownoutDocument, component: Component, classId: ClassId | undefined): readonly Step[] {
  const handler = handlerOf(component, classId) ?? handlerOf(component, undefined);
  return handler?.steps ?? stepsAsDrawn(document, component);
}

/** Sets the steps of a handler; without `steps` the component has no such handler any more. */
export function setHandler(document: BrownoutDocument, place: HandlerPlace, steps: readonly Step[] | undefined): Edit {
  const component = componentOf(document, place.component);
  const own = component.handlers ?? [];
  const at = own.findIndex((handler) => handler.class === place.class);
  const made: Handler = { ...(place.class === undefined ? {} : { class: place.class }), steps: steps ?? [] };
  const handlers = steps === undefined ? own.filter((_, i) => i !== at) : at < 0 ? [...own, made] : own.with(at, made);
  return { type: 'replace', collection: 'components', item: withFlows(component, { handlers }) };
}

/** Sets how much of a class a client sends, against the weights of the others; 0 takes the class out of its mix. Without
 *  any weight the client sends requests of no class. */
export function setWeight(document: BrownoutDocument, place: { readonly component: string; readonly class: ClassId }, weight: number): Edit {
  const component = componentOf(document, place.component);
  const mix = document.classes.flatMap(({ id }) => {
    const old = component.mix?.find((entry) => entry.class === id)?.weight ?? 0;
    const next = id === place.class ? weight : old;
    return next === 0 ? [] : [{ class: id, weight: next }];
  });
  return { type: 'replace', collection: 'components', item: withFlows(component, { mix }) };
}

/** The component with these handlers or this mix, its fields in canonical order; empty lists are left out. */
function withFlows(component: Component, change: Pick<Partial<Component>, 'handlers' | 'mix'>): Component {
  const { handlers, mix, ...rest } = { ...component, ...change };
  return {
    ...rest,
    ...(handlers === undefined || handlers.length === 0 ? {} : { handlers }),
    ...(mix === undefined || mix.length === 0 ? {} : { mix }),
  };
}

/** Adds a class of requests, with a fresh id and a fresh name: `base 1`, `base 2` and so on. */
export function insertClass(document: BrownoutDocument, base: string): Edit {
  const names = new Set(document.classes.map(({ name }) => name));
  let number = 1;
  while (names.has(`${base} ${number}`)) number++;
  const item: RequestClass = { id: freshId('classes', idsOf(document)), name: `${base} ${number}` };
  return { type: 'insert', items: [{ collection: 'classes', item }] };
}

/** Whether the document can have another class. */
export function canAddClass(document: BrownoutDocument): boolean {
  return document.classes.length < LIMITS.classes;
}

/** Changes priority or sizes of a class; 0, which is what a class has that says nothing, is left out. */
export function changeClass(
  document: BrownoutDocument,
  classId: ClassId,
  change: Partial<Record<'priority' | 'requestBytes' | 'replyBytes', number>>,
): Edit {
  const old = document.classes.find(({ id }) => id === classId);
  if (old === undefined) throw new Error(`The document has no class ${classId}.`);
  const { id, name, priority = 0, requestBytes = 0, replyBytes = 0 } = { ...old, ...change };
  const item: RequestClass = {
    id,
    name,
    ...(priority === 0 ? {} : { priority }),
    ...(requestBytes === 0 ? {} : { requestBytes }),
    ...(replyBytes === 0 ? {} : { replyBytes }),
  };
  return { type: 'replace', collection: 'classes', item };
}

/** What speaks of a class: components with a handler or a share of it, and exchanges or topics whose bindings name its id,
 *  by which messages without a routing key are routed. Removing the class takes it out of handlers and mixes only. */
export function mentionsOfClass(document: BrownoutDocument, classId: ClassId): {
  readonly handlers: readonly string[];
  readonly mixes: readonly string[];
  readonly bindings: readonly string[];
} {
  const gone = new Set<string>([classId]);
  const names = (items: readonly { readonly name: string }[]): string[] => items.map(({ name }) => name);
  const mentioning = document.components.filter((component) => withoutMentions(component, gone) !== component);
  return {
    handlers: names(mentioning.filter((component) => handlerOf(component, classId) !== undefined)),
    mixes: names(mentioning.filter(({ mix }) => mix?.some((entry) => entry.class === classId))),
    bindings: names(document.channels.filter(({ bindings }) => bindings?.some(({ key }) => key === classId))),
  };
}

/** What a document with these steps would be refused for, as clauses that follow "The handler": what `parseDocument`
 *  would report of the component's handlers. Empty when all is well. */
export function problemsOfSteps(document: BrownoutDocument, place: HandlerPlace, steps: readonly Step[]): readonly string[] {
  let count = 0;
  visitSteps(steps, () => void count++);
  if (count > LIMITS.steps) return [`has more than ${LIMITS.steps} steps`];
  const { handlers: _handlers, mix: _mix, ...component } = componentOf(document, place.component);
  // Only what handlers are checked against: a large diagram is not looked through for one step.
  const around: BrownoutDocument = {
    ...document,
    components: [{ ...component, handlers: [{ steps }] }],
    connections: outgoingOf(document, component.id),
    brokers: [],
    channels: [],
    load: [],
    schedule: [],
    log: [],
    notes: [],
    zones: [],
  };
  const found = findReferenceProblems(around).filter(({ path }) => path.startsWith('components[0]'));
  return [...new Set(found.map(({ message }) => message))];
}

/** An edit that changes how connections talk, with the steps that use them: what called now publishes, and the other way
 *  round. The edit itself when no step is concerned. */
export function withStepsOf(document: BrownoutDocument, edit: Edit): Edit {
  const changed = applyEdit(document, edit).document;
  const connections = new Map(changed.connections.map((connection) => [connection.id as string, connection]));
  const edits = changed.components.flatMap((component): Edit[] => {
    const handlers = component.handlers?.map((handler) => {
      const steps = withKindsOf(handler.steps, connections);
      return steps === handler.steps ? handler : { ...handler, steps };
    });
    if (handlers === undefined || handlers.every((handler, i) => handler === component.handlers![i])) return [];
    return [{ type: 'replace', collection: 'components', item: { ...component, handlers } }];
  });
  return edits.length === 0 ? edit : { type: 'batch', edits: [edit, ...edits] };
}

function componentOf(document: BrownoutDocument, id: string): Component {
  const component = document.components.find((item) => item.id === id);
  if (component === undefined) throw new Error(`The document has no component ${id}.`);
  return component;
}
