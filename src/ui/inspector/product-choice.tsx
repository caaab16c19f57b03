import type { Protocol } from '../../model/document.ts';
import type { ParameterSpec, ParameterValues } from '../../model/parameter.ts';
import type { ProductFamily, ProductPlace } from '../../model/product-families.ts';
import { applyProduct, familiesFor, productNamed, productOf } from '../../model/product-presets.ts';
import { valueAt } from '../../store/active-faults.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { Select } from '../widgets/select.tsx';
import about from './about-parameter.module.css';
import styles from './inspector.module.css';
import { Origin } from './origin.tsx';
import { useMomentToCome } from './parameter-group.tsx';
import { strings } from './product-strings.ts';

/** Value of the list that is no product's name. */
const OWN = '-own';

export interface ProductChoiceProps {
  /** What is chosen for: a connection, channel or broker. */
  readonly target: string;
  readonly place: ProductPlace;
  readonly protocol: Protocol;
  readonly specs: readonly ParameterSpec[];
  readonly params: ParameterValues | undefined;
}

/** Client libraries, releases, tiers and servers to choose as a whole, where real ones differ. */
export default function ProductChoice({ target, place, protocol, specs, params }: ProductChoiceProps) {
  const document = useDiagram((state) => state.document);
  const nowMs = useMomentToCome();
  const families = familiesFor(protocol, place);
  if (families.length === 0) return null;
  const inForce = Object.fromEntries(specs.map((spec) => [spec.name, valueAt(document, { target, spec, params, nowMs })]));
  return (
    <section className={styles.group} aria-label={strings.titles[place]}>
      {families.map((family) => (
        <FamilyChoice key={family.name} family={family} target={target} specs={specs} params={inForce} />
      ))}
    </section>
  );
}

interface FamilyChoiceProps extends Pick<ProductChoiceProps, 'target' | 'specs' | 'params'> {
  readonly family: ProductFamily;
}

function FamilyChoice({ family, target, specs, params }: FamilyChoiceProps) {
  const product = productOf(family, specs, params);
  const options = [
    ...(product === undefined ? [{ value: OWN, label: strings.own }] : []),
    ...family.products.map(({ name, label }) => ({ value: name, label })),
  ];
  const choose = (name: string): void => {
    if (name === OWN) return;
    const { document, edit } = useDiagram.getState();
    edit(applyProduct(document, target, family, productNamed(family, name)));
  };
  return (
    <>
      <Select label={family.title} options={options} value={product?.name ?? OWN} hint={product?.summary ?? strings.ownHint} onChange={choose} />
      {product !== undefined && (
        <div className={about.about}>
          {product.caveat !== undefined && <p>{product.caveat}</p>}
          <dl>
            <Origin source={product.source} />
          </dl>
        </div>
      )}
    </>
  );
}
