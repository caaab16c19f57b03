import { Group, X } from 'lucide-react';
import { useRef } from 'react';
import type { Zone } from '../../model/document.ts';
import { addToZone, takeFromZone } from '../../model/edit-zones.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { useView } from '../../store/view-store.ts';
import { Button } from '../widgets/button.tsx';
import { IconButton } from '../widgets/icon-button.tsx';
import { Select } from '../widgets/select.tsx';
import styles from './inspector.module.css';
import { strings } from './strings.ts';
import zoned from './zone-panel.module.css';

export interface ZoneMembershipProps {
  /** A component or broker. */
  readonly id: string;
  readonly name: string;
}

/** The zones that something is in, to be taken out of, and the others, to be taken into: what dragging does. */
export default function ZoneMembership({ id, name }: ZoneMembershipProps) {
  const document = useDiagram((state) => state.document);
  const { edit } = useDiagram.getState();
  const sectionRef = useRef<HTMLElement>(null);
  const own = document.zones.filter(({ members }) => members.includes(id));
  const others = document.zones.filter((zone) => !own.includes(zone));
  const options = [{ value: '', label: strings.takeIntoHint }, ...others.map((zone) => ({ value: zone.id as string, label: zone.name }))];
  const takeInto = (zoneId: string): void => {
    const zone = others.find((candidate) => candidate.id === zoneId);
    const made = zone && addToZone(document, zone, [id]);
    if (made !== undefined) edit(made);
  };
  const takeOut = (zone: Zone): void => {
    edit(takeFromZone(zone, id));
    // The pressed button is gone: the focus stays with the zones.
    sectionRef.current?.focus();
  };
  return (
    <section ref={sectionRef} tabIndex={-1} className={styles.group} aria-label={strings.zonesOf(name)}>
      <h3 className={styles.groupTitle}>{strings.zones}</h3>
      {own.length > 0 && (
        <ul className={zoned.members}>
          {own.map((zone) => (
            <li key={zone.id}>
              <span>
                <Group size={16} aria-hidden />
              </span>
              <Button variant="quiet" isSmall className={zoned.zone} onClick={() => useView.getState().select([zone.id])}>
                {zone.name}
              </Button>
              <IconButton label={strings.takeOut(name, zone.name)} icon={<X />} isSmall onClick={() => takeOut(zone)} />
            </li>
          ))}
        </ul>
      )}
      {others.length > 0 && <Select label={strings.takeInto} options={options} value="" onChange={takeInto} />}
    </section>
  );
}
