import type { Component, Handler, MixEntry, Step } from './document.ts';

/** The component without handlers of classes that are gone and without steps over connections that are gone; the very
 *  same object when it mentions none of them. A handler that loses all its steps stays, and does nothing. */
export function withoutMentions(component: Component, gone: ReadonlySet<string>): Component {
  const handlers = component.handlers && keepHandlers(component.handlers, gone);
  const mix = component.mix && keepMix(component.mix, gone);
  if (handlers === component.handlers && mix === component.mix) return component;
  const { handlers: _handlers, mix: _mix, ...rest } = component;
  return {
    ...rest,
    ...(handlers === undefined || handlers.length === 0 ? {} : { handlers }),
    ...(mix === undefined || mix.length === 0 ? {} : { mix }),
  };
}

function keepMix(mix: readonly MixEntry[], gone: ReadonlySet<string>): readonly MixEntry[] {
  return mix.some((entry) => gone.has(entry.class)) ? mix.filter((entry) => !gone.has(entry.class)) : mix;
}

function keepHandlers(handlers: readonly Handler[], gone: ReadonlySet<string>): readonly Handler[] {
  const kept = handlers.flatMap((handler): Handler[] => {
    if (handler.class !== undefined && gone.has(handler.class)) return [];
    const steps = keepSteps(handler.steps, gone);
    return [steps === handler.steps ? handler : { ...handler, steps }];
  });
  return kept.length === handlers.length && kept.every((handler, i) => handler === handlers[i]) ? handlers : kept;
}

function keepSteps(steps: readonly Step[], gone: ReadonlySet<string>): readonly Step[] {
  const kept = steps.flatMap((step): Step[] => {
    if ('connection' in step) return gone.has(step.connection) ? [] : [step];
    if (!('steps' in step)) return [step];
    const inner = keepSteps(step.steps, gone);
    return [inner === step.steps ? step : { ...step, steps: inner }];
  });
  return kept.length === steps.length && kept.every((step, i) => step === steps[i]) ? steps : kept;
}
