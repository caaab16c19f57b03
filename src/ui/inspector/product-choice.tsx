import type { Protocol } from '../../model/document.ts';
import type { ParameterSpec, ParameterValues } from '../../model/parameter.ts';
import type { ProductFamily, ProductPlace } from '../../model/product-families.ts';
import { applyProduct, familiesFor, productNamed, productOf } from '../../model/product-presets.ts';
import { valueAt } from '../../store/active-faults.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { FamilyChoice } from './family-choice.tsx';
import styles from './inspector.module.css';
import { useMomentToCome } from './parameter-group.tsx';
import { strings } from './product-strings.ts';

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
        <FamilyChoice
          key={family.name}
          family={family}
          product={productOf(family, specs, inForce)}
          onChoose={(name) => choose(target, family, name)}
        />
      ))}
    </section>
  );
}

function choose(target: string, family: ProductFamily, name: string): void {
  const { document, edit } = useDiagram.getState();
  edit(applyProduct(document, target, family, productNamed(family, name)));
}
