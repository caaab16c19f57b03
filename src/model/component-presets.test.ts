import { describe, expect, it } from 'vitest';
import { componentSpecs, KINDS } from './catalog.ts';
import { COMPONENT_FAMILIES, type ComponentFamily, type ComponentProduct } from './component-families.ts';
import { applyComponentProduct, componentFamiliesFor } from './component-presets.ts';
import { type BrownoutDocument, type ComponentKind, emptyDocument } from './document.ts';
import { applyEdit } from './edit.ts';
import { parseDocument } from './parse.ts';
import { namesOf, productNamed, productOf } from './product-presets.ts';

function alone(kind: ComponentKind): BrownoutDocument {
  return { ...emptyDocument(), components: [{ id: 'a', kind, name: 'a', x: 0, y: 0, params: { serviceMs: 7 } }] };
}

function family(name: string): ComponentFamily {
  return COMPONENT_FAMILIES.find((candidate) => candidate.name === name)!;
}

function choose(document: BrownoutDocument, of: ComponentFamily, name: string): BrownoutDocument {
  return applyEdit(document, applyComponentProduct(document, 'a', of, productNamed(of, name))).document;
}

const cases = COMPONENT_FAMILIES.flatMap((of) =>
  of.kinds.flatMap((kind) => of.products.map((product): [string, ComponentKind, ComponentFamily, ComponentProduct] => [product.name, kind, of, product])),
);

describe('products of components', () => {
  it('have names of their own, and sources but for what is switched off', () => {
    const names = COMPONENT_FAMILIES.flatMap(({ products }) => products.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
    for (const { products } of COMPONENT_FAMILIES) {
      for (const { values, source } of products) expect(Object.keys(values).length > 0 && source === undefined).toBe(false);
    }
  });

  it.each(cases)('%s of a %s gives parameters that are declared and allowed, is known again, and is undone in one step', (_, kind, of, product) => {
    const before = alone(kind);
    const specs = componentSpecs(before.components[0]!);
    expect(componentFamiliesFor(kind)).toContain(of);
    expect(namesOf(of).filter((name) => !specs.some((spec) => spec.name === name))).toEqual([]);
    const { document, inverse } = applyEdit(before, applyComponentProduct(before, 'a', of, product));
    expect(parseDocument(document)).toEqual({ ok: true, document });
    expect(productOf(of, specs, document.components[0]!.params)).toBe(product);
    expect(document.components[0]!.params).toMatchObject({ serviceMs: 7 });
    expect(applyEdit(document, inverse).document).toEqual(before);
  });

  it('begin as the defaults: the first of each family is what nobody changed', () => {
    for (const of of COMPONENT_FAMILIES) {
      for (const kind of of.kinds) expect(productOf(of, KINDS[kind].params, undefined)).toBe(of.products[0]);
    }
  });

  it('of one family replace each other, and leave those of others', () => {
    const hbase = choose(choose(alone('service'), family('queueUnderLoad'), 'hbaseAdaptiveLifo'), family('platform'), 'kubernetesHpa');
    expect(hbase.components[0]!.params).toEqual({
      serviceMs: 7, queueOrder: 'adaptiveLifo', waitLimit: 'codel', delayTargetMs: 100, scaling: 'hpa',
    });
    expect(choose(hbase, family('queueUnderLoad'), 'follyCodel').components[0]!.params).toEqual({ serviceMs: 7, waitLimit: 'codel', scaling: 'hpa' });
  });

  it('bring numbers that are not the defaults: Azure Functions start ten in 10 s, Istio never panics', () => {
    expect(choose(alone('service'), family('platform'), 'azureFunctions').components[0]!.params).toEqual({
      serviceMs: 7, scaling: 'serverless', instanceLimit: 200, instanceBurst: 10,
    });
    expect(choose(alone('loadBalancer'), family('outliers'), 'istioOutliers').components[0]!.params).toEqual({
      serviceMs: 7, outlierDetection: true, outlierSuccessRate: false, panicShare: 0,
    });
  });

  it('of which nobody read a source that is in force are assumptions', () => {
    const assumed = COMPONENT_FAMILIES.flatMap(({ products }) => products).filter(({ source }) => source?.confirmed === false);
    expect(assumed.map(({ name }) => name)).toEqual(['azureFunctions', 'controlledDelay']);
  });

  it('take back live changes that would hide them', () => {
    const entry = (id: string, param: string, value: number) => ({ id, type: 'set', target: 'a', param, value, atMs: 5 }) as const;
    const before = { ...alone('service'), log: [entry('e1', 'delayTargetMs', 77), entry('e2', 'serviceMs', 8)] };
    const { document, inverse } = applyEdit(before, applyComponentProduct(before, 'a', family('queueUnderLoad'), family('queueUnderLoad').products[2]!));
    expect(document.log.map(({ id }) => id)).toEqual(['e2']);
    expect(applyEdit(document, inverse).document).toEqual(before);
  });

  it('refuse what they are not for', () => {
    expect(() => applyComponentProduct(alone('client'), 'a', family('platform'), family('platform').products[0]!)).toThrow('not for client');
    expect(() => applyComponentProduct(alone('service'), 'b', family('platform'), family('platform').products[0]!)).toThrow('no component b');
  });
});
