import { Suspense } from 'react';
import { useDiagram } from '../../store/diagram-store.ts';
import { useView } from '../../store/view-store.ts';
import { lazyPart } from '../widgets/lazy-part.tsx';
import { DocumentPanel } from './document-panel.tsx';
import styles from './inspector.module.css';
import { ChannelPanel, ComponentPanel, ConnectionPanel, NotePanel, SeveralPanel } from './panels.tsx';
import { strings } from './strings.ts';

const ZonePanel = lazyPart(() => import('./zone-panel.tsx'));

/** Everything that can be changed about what is selected; about the whole document when nothing is. */
export default function Inspector() {
  return (
    <section className={styles.inspector} aria-label={strings.inspector}>
      <Content />
    </section>
  );
}

function Content() {
  const document = useDiagram((state) => state.document);
  const selection = useView((state) => state.selection);
  if (selection.length > 1) return <SeveralPanel count={selection.length} />;
  const [id] = selection;
  const component = document.components.find((item) => item.id === id);
  if (component !== undefined) return <ComponentPanel key={component.id} component={component} />;
  const connection = document.connections.find((item) => item.id === id);
  if (connection !== undefined) return <ConnectionPanel key={connection.id} connection={connection} />;
  const channel = document.channels.find((item) => item.id === id);
  const zone = document.zones.find((item) => item.id === id);
  if (zone !== undefined) {
    return (
      <Suspense>
        <ZonePanel key={zone.id} zone={zone} />
      </Suspense>
    );
  }
  const note = document.notes.find((item) => item.id === id);
  if (note !== undefined) return <NotePanel key={note.id} note={note} />;
  return channel === undefined ? <DocumentPanel /> : <ChannelPanel key={channel.id} channel={channel} />;
}
