import { componentSpecs, parameter } from '../model/catalog.ts';
import type { Component } from '../model/document.ts';

function valueOf(component: Component, name: string): unknown {
  const specs = componentSpecs(component);
  return specs.some((spec) => spec.name === name) ? parameter(specs, component.params, name) : undefined;
}

/** Replicas that a component may come to have: what it is compiled for. */
export function mostReplicas(component: Component): number {
  const replicas = (valueOf(component, 'replicas') as number | undefined) ?? 1;
  const scaling = valueOf(component, 'scaling');
  if (scaling === 'serverless') return valueOf(component, 'instanceLimit') as number;
  return scaling === 'hpa' ? Math.max(replicas, valueOf(component, 'maxReplicas') as number) : replicas;
}

/** Tables of autoscaling. */
export function compileScaling(components: readonly Component[], replicaCount: Int32Array) {
  const recommendationStart = new Int32Array(components.length).fill(-1);
  const listenerCount = Int32Array.from(replicaCount);
  let recommendationCount = 0;
  components.forEach((component, index) => {
    if (valueOf(component, 'scaling') === 'serverless') listenerCount[index] = 1;
    if (valueOf(component, 'scaling') !== 'hpa') return;
    recommendationStart[index] = recommendationCount;
    recommendationCount += replicaCount[index]! + 1;
  });
  return { recommendationStart, recommendationCount, listenerCount, initialReplicas: Int32Array.from(components, (component) => (valueOf(component, 'replicas') as number | undefined) ?? 1) };
}
