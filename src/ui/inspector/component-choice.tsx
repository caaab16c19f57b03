import { componentSpecs } from '../../model/catalog.ts';
import type { ComponentFamily } from '../../model/component-families.ts';
import { applyComponentProduct, componentFamiliesFor } from '../../model/component-presets.ts';
import type { Component } from '../../model/document.ts';
import { productNamed, productOf } from '../../model/product-presets.ts';
import { valueAt } from '../../store/active-faults.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { FamilyChoice } from './family-choice.tsx';
import styles from './inspector.module.css';
import { Fold, useMomentToCome } from './parameter-group.tsx';
import { strings } from './product-strings.ts';

/** Platforms, libraries and proxies whose defaults a component can be given, where real ones differ. */
export default function ComponentChoice({ component }: { readonly component: Component }) {
  const document = useDiagram((state) => state.document);
  const nowMs = useMomentToCome();
  const families = componentFamiliesFor(component.kind);
  if (families.length === 0) return null;
  const { id, params } = component;
  const specs = componentSpecs(component);
  const inForce = Object.fromEntries(specs.map((spec) => [spec.name, valueAt(document, { target: id, spec, params, nowMs })]));
  const chosen = families.map((family) => ({ family, product: productOf(family, specs, inForce) }));
  const taken = chosen.flatMap(({ family, product }) => (product === undefined || product === family.products[0] ? [] : [product.label]));
  return (
    <section className={styles.group} aria-label={strings.titles.component}>
      <Fold title={strings.asIn} lead={taken.length > 0 ? taken.join(', ') : strings.asInNone} isFirst={false} changedCount={0}>
        {chosen.map(({ family, product }) => (
          <FamilyChoice key={family.name} family={family} product={product} onChoose={(name) => choose(id, family, name)} />
        ))}
      </Fold>
    </section>
  );
}

function choose(id: string, family: ComponentFamily, name: string): void {
  const { document, edit } = useDiagram.getState();
  edit(applyComponentProduct(document, id, family, productNamed(family, name)));
}
