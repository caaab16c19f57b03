import { ArrowDown, ArrowUp, Ellipsis, Plus } from 'lucide-react';
import { insertStep, listAt, stepAt, holdsSteps, type StepPath, unwrapStep, wrapStep } from '../../../model/step-lists.ts';
import { Button } from '../../widgets/button.tsx';
import { Popover } from '../../widgets/popover.tsx';
import { writePath } from './drop-place.ts';
import styles from './handlers.module.css';
import { useStepEditor } from './step-editor.ts';
import { holderOffers, type StepOffer, stepNumber, stepOffers } from './step-offers.ts';
import { strings } from './strings.ts';

/** Adds a step at the end of the list at a path; kinds that cannot stand there say why. */
export function AddStep({ path, name }: { readonly path: StepPath; readonly name?: string }) {
  const editor = useStepEditor();
  const label = name === undefined ? strings.addStep : strings.addStepTo(name);
  const button = { isSmall: true, icon: <Plus size={14} />, 'aria-label': label, 'data-add': writePath(path) };
  const add = ({ step }: StepOffer): void => {
    const place = [...path, listAt(editor.steps, path).length];
    if (step !== undefined) editor.change(insertStep(editor.steps, place, step), place);
  };
  return (
    <div className={styles.actions}>
      <Popover
        label={strings.addStepMenu}
        button={strings.addStep}
        buttonProps={button}
        closesOnChoice
      >
        <div className={styles.menu}>
          {stepOffers(editor, path).map((offer) => (
            <Button key={offer.kind} variant="quiet" isSmall disabled={offer.step === undefined} onClick={() => add(offer)}>
              <span className={styles.offer}>
                {strings.kinds[offer.kind]}
                <small>{offer.reason ?? strings.kindHelp[offer.kind]}</small>
              </span>
            </Button>
          ))}
        </div>
      </Popover>
    </div>
  );
}

/** Moves a step up or down, puts it into another one, or takes out what it holds. */
export function MoreMenu({ path }: { readonly path: StepPath }) {
  const editor = useStepEditor();
  const { steps, change, shift } = editor;
  const holders = holderOffers(editor, path);
  const step = stepAt(steps, path);
  return (
    <Popover
      label={strings.more(stepNumber(path))}
      button={<Ellipsis />}
      buttonProps={{ variant: 'quiet', isSmall: true, className: styles.more, 'aria-label': strings.more(stepNumber(path)) }}
      closesOnChoice
    >
      <div className={styles.menu}>
        <Button variant="quiet" isSmall icon={<ArrowUp size={14} />} onClick={() => shift(path, -1)}>
          {strings.up}
        </Button>
        <Button variant="quiet" isSmall icon={<ArrowDown size={14} />} onClick={() => shift(path, 1)}>
          {strings.down}
        </Button>
        {holders.map((holder) => (
          <Button key={holder.do} variant="quiet" isSmall onClick={() => change(wrapStep(steps, path, holder), path)}>
            {strings.putInto(strings.kinds[holder.do])}
          </Button>
        ))}
        {holdsSteps(step) && (
          <Button variant="quiet" isSmall onClick={() => change(unwrapStep(steps, path), path)}>
            {strings.dissolve}
          </Button>
        )}
      </div>
    </Popover>
  );
}
