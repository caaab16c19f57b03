import { useState } from 'react';
import { Slider, type SliderProps } from './slider.tsx';

export interface CommitSliderProps extends Omit<SliderProps, 'onChange'> {
  /** Called when the needle is let go or a key moved it, with a value that differs from the one before. */
  readonly onCommit: (value: number) => void;
}

/** A slider whose value holds only when it is let go: for what is costly to change, or is remembered change by change. */
export function CommitSlider({ value, onCommit, ...rest }: CommitSliderProps) {
  const [draft, setDraft] = useState<number>();
  const commit = (): void => {
    if (draft !== undefined && draft !== value) onCommit(draft);
    setDraft(undefined);
  };
  return (
    // The slider inside takes the keys; this only hears that they are up again.
    <div role="presentation" onPointerUp={commit} onPointerCancel={commit} onKeyUp={commit} onBlur={commit}>
      <Slider {...rest} value={draft ?? value} onChange={setDraft} />
    </div>
  );
}
