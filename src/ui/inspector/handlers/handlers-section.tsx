import { useState } from 'react';
import type { BrownoutDocument, ClassId, Component, Step } from '../../../model/document.ts';
import { handlerOf, type HandlerPlace, problemsOfSteps, setHandler, stepsInForce } from '../../../model/handler-edits.ts';
import { holdsSteps } from '../../../model/step-lists.ts';
import { useDiagram } from '../../../store/diagram-store.ts';
import { Button } from '../../widgets/button.tsx';
import { Select } from '../../widgets/select.tsx';
import inspector from '../inspector.module.css';
import styles from './handlers.module.css';
import { MixSection } from './mix-section.tsx';
import { OwnSteps } from './own-steps.tsx';
import { stepText } from './step-offers.ts';
import { strings } from './strings.ts';

/** What a client sends, and what a client or service does with requests, class by class. */
export default function HandlersSection({ component }: { readonly component: Component }) {
  const document = useDiagram((state) => state.document);
  const [chosen, setChosen] = useState<ClassId>();
  // A class may be gone, by undo or from elsewhere.
  const classId = document.classes.find(({ id }) => id === chosen)?.id;
  const title = component.kind === 'client' ? strings.handlersOfClient : strings.handlers;
  return (
    <>
      {component.kind === 'client' && <MixSection component={component} />}
      <section className={inspector.group} aria-label={title}>
        <h3 className={inspector.groupTitle}>{title}</h3>
        {document.classes.length > 0 && (
          <Select
            label={strings.whichClass}
            options={classOptions(document, component)}
            value={classId ?? ''}
            onChange={(value) => setChosen(value === '' ? undefined : value)}
          />
        )}
        <HandlerPanel key={classId ?? ''} document={document} component={component} classId={classId} />
      </section>
    </>
  );
}

/** All others first, then each class; those with steps of their own say so. */
function classOptions(document: BrownoutDocument, component: Component): { value: string; label: string }[] {
  const named = [{ id: undefined, name: strings.otherRequests }, ...document.classes];
  return named.map(({ id, name }) => ({
    value: id ?? '',
    label: handlerOf(component, id) === undefined ? name : strings.withOwnSteps(name),
  }));
}

interface HandlerPanelProps {
  readonly document: BrownoutDocument;
  readonly component: Component;
  readonly classId: ClassId | undefined;
}

function HandlerPanel({ document, component, classId }: HandlerPanelProps) {
  const place: HandlerPlace = { component: component.id, class: classId };
  const handler = handlerOf(component, classId);
  const set = (steps: readonly Step[] | undefined): void => useDiagram.getState().edit(setHandler(document, place, steps));
  const hasDefault = classId !== undefined && handlerOf(component, undefined) !== undefined;
  if (handler === undefined) return <InheritedSteps {...{ document, component, place, hasDefault }} onWrite={set} />;
  return (
    <>
      <OwnSteps component={component} place={place} handler={handler} />
      <div className={styles.actions}>
        <Button isSmall onClick={() => set(undefined)}>
          {hasDefault ? strings.backToOthers : strings.backToDrawn}
        </Button>
      </div>
    </>
  );
}

interface InheritedStepsProps {
  readonly document: BrownoutDocument;
  readonly component: Component;
  readonly place: HandlerPlace;
  /** Whether the handler for all others is in force, and not what is drawn. */
  readonly hasDefault: boolean;
  readonly onWrite: (steps: readonly Step[]) => void;
}

/** What is done without a handler, to read and to copy. */
function InheritedSteps({ document, component, place, hasDefault, onWrite }: InheritedStepsProps) {
  const steps = stepsInForce(document, component, place.class);
  const problems = problemsOfSteps(document, place, steps);
  const drawnHint = component.kind === 'client' ? strings.asDrawnClientHint : strings.asDrawnHint;
  return (
    <>
      <p className={inspector.help}>{hasDefault ? strings.asOthers : `${strings.asDrawn}. ${drawnHint}`}</p>
      {steps.length === 0 ? <p className={inspector.help}>{strings.nothing}</p> : <Outline document={document} steps={steps} />}
      {problems.map((problem) => (
        <p key={problem} className={styles.problem}>
          {strings.refused(problem)}
        </p>
      ))}
      <div className={styles.actions}>
        <Button isSmall disabled={problems.length > 0} onClick={() => onWrite(steps)}>
          {strings.writeOwn}
        </Button>
      </div>
    </>
  );
}

function Outline({ document, steps }: { readonly document: BrownoutDocument; readonly steps: readonly Step[] }) {
  return (
    <ol className={styles.drawn} aria-label={strings.steps}>
      {steps.map((step, i) => (
        <li key={i}>
          {stepText(document, step)}
          {holdsSteps(step) && step.steps.length > 0 && <Outline document={document} steps={step.steps} />}
        </li>
      ))}
    </ol>
  );
}
