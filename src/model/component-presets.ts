import { componentSpecs } from './catalog.ts';
import { COMPONENT_FAMILIES, type ComponentFamily, type ComponentProduct } from './component-families.ts';
import type { BrownoutDocument, ComponentKind } from './document.ts';
import { type Edit, withParams } from './edit.ts';
import { namesOf } from './product-presets.ts';

/** The families for components of this kind, in the order in which they are shown. */
export function componentFamiliesFor(kind: ComponentKind): readonly ComponentFamily[] {
  return COMPONENT_FAMILIES.filter(({ kinds }) => kinds.includes(kind));
}

/** Gives a component the parameters of a product in one edit, which takes back live changes of the same parameters; all
 *  others stay. Throws when the document has no such component or the family is not for it. */
export function applyComponentProduct(document: BrownoutDocument, id: string, family: ComponentFamily, product: ComponentProduct): Edit {
  const component = document.components.find((candidate) => candidate.id === id);
  if (component === undefined) throw new Error(`The document has no component ${id}.`);
  if (!family.kinds.includes(component.kind)) throw new Error(`The family is not for ${component.kind}.`);
  const names = namesOf(family);
  const kept = Object.entries(component.params ?? {}).filter(([name]) => !names.includes(name));
  const changed = withParams(component, componentSpecs(component), { ...Object.fromEntries(kept), ...product.values });
  const replaced: Edit = { type: 'replace', collection: 'components', item: changed };
  const hiding = document.log.filter((entry) => entry.type === 'set' && entry.target === id && names.includes(entry.param));
  if (hiding.length === 0) return replaced;
  return { type: 'batch', edits: [{ type: 'remove', ids: hiding.map((entry) => entry.id), exactly: true }, replaced] };
}
