import { X } from 'lucide-react';
import { nameOf } from '../../analysis/cascade.ts';
import { type BrownoutDocument, LIMITS, type ScheduleEntry, type Zone } from '../../model/document.ts';
import { addToZone, takeFromZone } from '../../model/edit-zones.ts';
import { KIND_OUTLINES, PROTOCOL_OUTLINES } from '../../model/outlines.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { useRun } from '../../store/run-store.ts';
import { Button } from '../widgets/button.tsx';
import { faultsText } from '../widgets/faults-text.ts';
import { formatClock, formatDuration } from '../widgets/format.ts';
import { IconButton } from '../widgets/icon-button.tsx';
import { type IconName, KindIcon } from '../widgets/kind-icon.tsx';
import { Select } from '../widgets/select.tsx';
import { Offer } from './break-list.tsx';
import { breakOffers } from './break-offers.ts';
import { entryText } from './entry-text.ts';
import styles from './inspector.module.css';
import { LiveEntry } from './live-entry.tsx';
import { RemoveButton } from './panels.tsx';
import { strings } from './strings.ts';
import { TextField } from './text-field.tsx';
import zoned from './zone-panel.module.css';

/** A zone: its name, who is in it, what befalls it, and what can be done to it as a whole. */
export default function ZonePanel({ zone }: { readonly zone: Zone }) {
  const document = useDiagram((state) => state.document);
  const { edit } = useDiagram.getState();
  return (
    <>
      <header className={styles.head}>
        <div>
          <h2>{zone.name}</h2>
          <p>{strings.zoneKind}</p>
        </div>
        <RemoveButton label={strings.removeZone} hint={strings.removeZoneHint} />
      </header>
      <p className={styles.help}>{strings.zoneHelp}</p>
      <ActiveFaults zone={zone} />
      <TextField
        label={strings.name}
        value={zone.name}
        maxLength={LIMITS.labelCharacters}
        onCommit={(name) => edit({ type: 'rename', target: zone.id, name })}
      />
      <Members document={document} zone={zone} />
      <Faults document={document} zone={zone} />
      {breakOffers(document, zone.id).map((offer) => (
        <Offer key={offer.title} offer={offer} />
      ))}
    </>
  );
}

/** What acts on the zone right now, in words beside the glyph. */
function ActiveFaults({ zone }: { readonly zone: Zone }) {
  const faults = useRun((state) => state.faults.get(zone.id));
  return <div role="status">{faults !== undefined && <p className={zoned.now}>{strings.zoneNow(faultsText(faults))}</p>}</div>;
}

interface PartOfZone {
  readonly document: BrownoutDocument;
  readonly zone: Zone;
}

function Members({ document, zone }: PartOfZone) {
  const { edit } = useDiagram.getState();
  const others = [...document.components, ...document.brokers].filter(({ id }) => !zone.members.includes(id));
  const options = [{ value: '', label: strings.addMemberHint }, ...others.map(({ id, name }) => ({ value: id, label: name }))];
  const add = (id: string): void => {
    const made = addToZone(document, zone, [id]);
    if (made !== undefined) edit(made);
  };
  return (
    <section className={styles.group} aria-label={strings.members}>
      <h3 className={styles.groupTitle}>{strings.members}</h3>
      <ul className={zoned.members}>
        {zone.members.map((id) => {
          const name = nameOf(id, document);
          return (
            <li key={id}>
              <MemberIcon document={document} id={id} />
              <span>{name}</span>
              <IconButton label={strings.takeOut(name, zone.name)} icon={<X />} isSmall onClick={() => edit(takeFromZone(zone, id))} />
            </li>
          );
        })}
      </ul>
      {others.length > 0 && <Select label={strings.addMember} options={options} value="" onChange={add} />}
    </section>
  );
}

function MemberIcon({ document, id }: { readonly document: BrownoutDocument; readonly id: string }) {
  const component = document.components.find((candidate) => candidate.id === id);
  const broker = document.brokers.find((candidate) => candidate.id === id);
  const icon: IconName = component?.kind ?? (broker && PROTOCOL_OUTLINES[broker.protocol].channelKind === 'log' ? 'channelLog' : 'channelQueue');
  const word = component === undefined ? strings.broker : KIND_OUTLINES[component.kind].label;
  return (
    <span role="img" aria-label={word} title={word}>
      <KindIcon name={icon} size={16} />
    </span>
  );
}

/** Faults that are aimed at the zone: those planned for every run, and those made while watching. */
function Faults({ document, zone }: PartOfZone) {
  const isMine = (entry: ScheduleEntry): boolean => entry.type === 'fault' && entry.target === zone.id;
  const planned = document.schedule.filter(isMine);
  const live = document.log.filter(isMine);
  if (planned.length + live.length === 0) return null;
  return (
    <section className={styles.group} aria-label={strings.zoneFaults}>
      <h3 className={styles.groupTitle}>{strings.zoneFaults}</h3>
      <ul className={styles.entries}>
        {planned.map((entry) => (
          <li key={entry.id} className={styles.entry}>
            <span className={styles.entryText}>{strings.plannedAt(formatClock(entry.atMs), entryText(document, entry), lastsText(entry))}</span>
            <Button isSmall aria-label={strings.removeEntry(entryText(document, entry))} onClick={() => useDiagram.getState().edit({ type: 'remove', ids: [entry.id], exactly: true })}>
              {strings.remove}
            </Button>
          </li>
        ))}
        {live.map((entry) => (
          <LiveEntry key={entry.id} document={document} entry={entry} />
        ))}
      </ul>
    </section>
  );
}

function lastsText(entry: ScheduleEntry): string {
  return entry.type === 'fault' && entry.durationMs !== undefined ? strings.forTime(formatDuration(entry.durationMs)) : '';
}
