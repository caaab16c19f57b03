import { setRoutingKey } from '../../model/binding-edits.ts';
import type { Channel, Connection } from '../../model/document.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { strings } from './binding-strings.ts';
import inspector from './inspector.module.css';
import { KeyField } from './key-field.tsx';

/** What an exchange compares of the messages of one sender. */
export default function RoutingKey({ connection, exchange }: { readonly connection: Connection; readonly exchange: Channel }) {
  const document = useDiagram((state) => state.document);
  const isHeaders = exchange.params?.['exchangeType'] === 'headers';
  return (
    <section className={inspector.group} aria-label={strings.routingKey}>
      <KeyField
        label={isHeaders ? strings.routingHeaders : strings.routingKey}
        value={connection.routingKey ?? ''}
        placeholder={strings.routingKeyPlaceholder}
        known={[]}
        onCommit={(key) => useDiagram.getState().edit(setRoutingKey(document, connection.id, key))}
      />
      <p className={inspector.help}>{strings.routingKeyHint}</p>
    </section>
  );
}
