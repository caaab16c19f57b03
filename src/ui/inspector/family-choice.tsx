import type { ParameterSource } from '../../model/parameter.ts';
import { Select } from '../widgets/select.tsx';
import about from './about-parameter.module.css';
import { Origin } from './origin.tsx';
import { strings } from './product-strings.ts';

/** Value of the list that is no product's name. */
const OWN = '-own';

interface Choosable {
  readonly name: string;
  readonly label: string;
  readonly summary: string;
  readonly source?: ParameterSource;
  readonly caveat?: string;
}

export interface FamilyChoiceProps {
  readonly family: { readonly title: string; readonly products: readonly Choosable[] };
  /** What is in force; undefined for settings that no product has. */
  readonly product: Choosable | undefined;
  readonly onChoose: (name: string) => void;
}

/** One list of products, with what the chosen one does and where that was read. */
export function FamilyChoice({ family, product, onChoose }: FamilyChoiceProps) {
  const options = [
    ...(product === undefined ? [{ value: OWN, label: strings.own }] : []),
    ...family.products.map(({ name, label }) => ({ value: name, label })),
  ];
  const change = (name: string): void => {
    if (name !== OWN) onChoose(name);
  };
  return (
    <>
      <Select label={family.title} options={options} value={product?.name ?? OWN} hint={product?.summary ?? strings.ownHint} onChange={change} />
      {(product?.source ?? product?.caveat) !== undefined && (
        <div className={about.about}>
          {product?.caveat !== undefined && <p>{product.caveat}</p>}
          {product?.source !== undefined && (
            <dl>
              <Origin source={product.source} />
            </dl>
          )}
        </div>
      )}
    </>
  );
}
