import { brokerSpecs, channelSpecs, componentSpecs, connectionSpecs } from './catalog.ts';
import type { BrownoutDocument, ScheduleEntry } from './document.ts';
import { type Edit, findItem, type Placed, setParameter } from './edit.ts';
import { FAULTS } from './faults.ts';
import type { ParameterSpec, ParameterValue } from './parameter.ts';

/** Parameters that an item declares; none for notes and for entries other than faults. */
export function specsOf(document: BrownoutDocument, found: Placed): readonly ParameterSpec[] {
  switch (found.collection) {
    case 'components':
      return componentSpecs(found.item);
    case 'connections':
      return connectionSpecs(found.item);
    case 'brokers':
      return brokerSpecs(found.item);
    case 'channels':
      return channelSpecs(found.item, document.brokers.find((broker) => broker.id === found.item.broker)!);
    case 'schedule':
    case 'log':
      return faultSpecs(found.item);
    case 'notes':
    case 'classes':
    case 'zones':
      return [];
  }
}

function faultSpecs(entry: ScheduleEntry): readonly ParameterSpec[] {
  return entry.type === 'fault' ? FAULTS[entry.fault].params : [];
}

/** Changes one parameter of any item; without `value`, or with the default, it goes back to its default. Throws when the
 *  document has no such item, or the item no such parameter. */
export function changeParam(document: BrownoutDocument, target: string, param: string, value?: ParameterValue): Edit {
  const found = findItem(document, target);
  if (found === undefined) throw new Error(`The document has no ${target}.`);
  return setParameter(document, { target, specs: specsOf(document, found), param, ...(value === undefined ? {} : { value }) });
}
