import { changeProtocol } from '../../model/builders.ts';
import { PROTOCOLS } from '../../model/catalog.ts';
import type { BrownoutDocument, Connection, ConnectionKind, Protocol } from '../../model/document.ts';
import { withStepsOf } from '../../model/handler-edits.ts';
import { protocolsFor } from '../../store/changes.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { KindIcon } from '../widgets/kind-icon.tsx';
import { SegmentedControl } from '../widgets/segmented-control.tsx';
import { Select } from '../widgets/select.tsx';
import styles from './inspector.module.css';
import { strings } from './strings.ts';

const KINDS = ['sync', 'queue', 'stream'] as const;

export interface ProtocolChoiceProps {
  readonly document: BrownoutDocument;
  readonly connection: Connection;
}

/** Kind and protocol. The list has the protocols of all kinds, so that one choice turns a call into a queue or stream:
 *  the kind follows, and channel and broker are made or removed. */
export function ProtocolChoice({ document, connection }: ProtocolChoiceProps) {
  const offered = protocolsFor(document, connection.id);
  const change = (protocol: Protocol): void =>
    useDiagram.getState().edit(withStepsOf(document, changeProtocol(document, connection.id, protocol)));
  const ofKind = (kind: ConnectionKind) => offered.filter((protocol) => PROTOCOLS[protocol].kind === kind);
  const kinds = KINDS.map((kind) => ({
    value: kind,
    label: strings.kinds[kind],
    icon: <KindIcon name={kind} size={16} />,
    isDisabled: ofKind(kind).length === 0,
  }));
  const changeKind = (kind: ConnectionKind): void => {
    const [first] = ofKind(kind);
    if (first !== undefined && kind !== connection.kind) change(first);
  };
  const protocols = KINDS.flatMap((kind) =>
    ofKind(kind).map((protocol) => ({ value: protocol, label: PROTOCOLS[protocol].label, group: strings.kinds[kind] })),
  );
  return (
    <section className={styles.group} aria-label={strings.communication}>
      <h3 className={styles.groupTitle}>{strings.communication}</h3>
      <SegmentedControl label={strings.communication} options={kinds} value={connection.kind} onChange={changeKind} />
      <p className={styles.help}>{strings.kindHelp[connection.kind]}</p>
      <Select
        label={strings.protocol}
        options={protocols}
        value={connection.protocol}
        hint={PROTOCOLS[connection.protocol].summary}
        onChange={change}
      />
    </section>
  );
}
