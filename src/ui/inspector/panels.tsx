import { ArrowRight, Group, Trash2 } from 'lucide-react';
import { Suspense } from 'react';
import { connect, insertedIds, shareChannel } from '../../model/builders.ts';
import { brokerSpecs, channelSpecs, componentSpecs, connectionSpecs, KINDS, PROTOCOLS } from '../../model/catalog.ts';
import {
  type Broker,
  type Channel,
  type Component,
  type Connection,
  LIMITS,
  type Note,
} from '../../model/document.ts';
import { membersFrom } from '../../model/zones.ts';
import { mayHaveHandlers } from '../../model/handler-edits.ts';
import { nameOf } from '../../analysis/cascade.ts';
import { tryEdit, useDiagram } from '../../store/diagram-store.ts';
import { firstProtocol, isBox, protocolsBetween } from '../../store/offers.ts';
import { groupSelection } from '../../store/grouping.ts';
import { removeSelection } from '../../store/selection.ts';
import { useView } from '../../store/view-store.ts';
import { Button } from '../widgets/button.tsx';
import { KindIcon } from '../widgets/kind-icon.tsx';
import { lazyPart } from '../widgets/lazy-part.tsx';
import { Select } from '../widgets/select.tsx';
import { placeOnEdge } from './box-place.ts';
import { ChannelFigures, ComponentFigures, ConnectionFigures } from './figures.tsx';
import styles from './inspector.module.css';
import { ParameterGroup } from './parameter-group.tsx';
import { ProtocolChoice } from './protocol-choice.tsx';
import { strings } from './strings.ts';
import { TextField } from './text-field.tsx';

/** Presets are long, and of use to calls alone. */
const CallSettings = lazyPart(() => import('./call-settings.tsx'));

/** Libraries, releases and tiers, with their sources. */
const ProductChoice = lazyPart(() => import('./product-choice.tsx'));
const ComponentChoice = lazyPart(() => import('./component-choice.tsx'));

/** Routing is of use to exchanges and their queues alone. */
const BindingsSection = lazyPart(() => import('./bindings-section.tsx'));
const ChannelFormChoice = lazyPart(() => import('./channel-form.tsx'));
const QueueWays = lazyPart(() => import('./queue-ways.tsx'));
const RoutingKey = lazyPart(() => import('./routing-key.tsx'));

/** Curves and recordings are of use to load sources alone. */
const LoadSection = lazyPart(() => import('./load/load-section.tsx'));

/** How unevenly keys are asked for: of caches, balancers with a ring, logs, sessions and streams. */
const KeysSection = lazyPart(() => import('./keys-section.tsx'));

const ZoneMembership = lazyPart(() => import('./zone-membership.tsx'));

/** Books, Little's law and theory. */
const CheckSection = lazyPart(() => import('./check-section.tsx'));

const HandlersSection = lazyPart(() => import('./handlers/handlers-section.tsx'));

function rename(target: string, name: string): void {
  useDiagram.getState().edit({ type: 'rename', target, name });
}

export function RemoveButton({ label = strings.remove, hint }: { readonly label?: string; readonly hint?: string }) {
  return (
    <Button variant="danger" isSmall icon={<Trash2 size={14} />} title={hint} onClick={removeSelection}>
      {label}
    </Button>
  );
}

export function ComponentPanel({ component }: { readonly component: Component }) {
  const kind = KINDS[component.kind].label;
  return (
    <>
      <header className={styles.head}>
        <KindIcon name={component.kind} size={20} />
        <div>
          <h2>{component.name}</h2>
          {kind.toLowerCase() !== component.name.toLowerCase() && <p>{kind}</p>}
        </div>
        <RemoveButton />
      </header>
      <ComponentFigures component={component} />
      <Suspense>
        <CheckSection id={component.id} />
      </Suspense>
      <TextField
        key={component.id}
        label={strings.name}
        value={component.name}
        maxLength={LIMITS.labelCharacters}
        onCommit={(name) => rename(component.id, name)}
      />
      <ConnectTo id={component.id} />
      <ParameterGroup
        title={strings.parameters}
        target={component.id}
        owner={component.kind}
        specs={componentSpecs(component)}
        params={component.params}
      />
      <Suspense>
        <ComponentChoice key={component.id} component={component} />
      </Suspense>
      {componentSpecs(component).some(({ name }) => name === 'keySkew') && (
        <Suspense>
          <KeysSection key={component.id} target={component.id} specs={componentSpecs(component)} params={component.params} />
        </Suspense>
      )}
      {component.kind === 'client' && (
        <Suspense>
          <LoadSection key={component.id} component={component} />
        </Suspense>
      )}
      {mayHaveHandlers(component) && (
        <Suspense>
          <HandlersSection component={component} />
        </Suspense>
      )}
      <ZonesOf {...component} />
    </>
  );
}

/** Where there are zones, something may be in one. */
function ZonesOf({ id, name }: { readonly id: string; readonly name: string }) {
  const hasZones = useDiagram(({ document }) => document.zones.length > 0);
  return <Suspense>{hasZones && <ZoneMembership id={id} name={name} />}</Suspense>;
}

/** Connecting without a pointer: choose the other end, and the usual protocol does. */
function ConnectTo({ id }: { readonly id: string }) {
  const document = useDiagram((state) => state.document);
  const targets = [...document.components, ...document.channels.filter(isBox)].filter(
    (target) => protocolsBetween(document, id, target.id).length > 0,
  );
  if (targets.length === 0) return null;
  const options = [
    { value: '', label: strings.connectToHint },
    ...targets.map((target) => ({ value: target.id, label: target.name })),
  ];
  return <Select label={strings.connectTo} options={options} value="" onChange={(to) => connectTo(id, to)} />;
}

function connectTo(from: string, to: string): void {
  const { document } = useDiagram.getState();
  const protocol = firstProtocol(document, from, to);
  if (protocol === undefined) return;
  const made = connect(document, { from, to, kind: PROTOCOLS[protocol].kind, protocol });
  if (tryEdit(made)) useView.getState().select(insertedIds(made, 'connections'));
}

export function ConnectionPanel({ connection }: { readonly connection: Connection }) {
  const document = useDiagram((state) => state.document);
  const channel = document.channels.find((item) => item.id === connection.channel);
  return (
    <>
      <header className={styles.head}>
        <KindIcon name={connection.kind} size={20} />
        <div>
          <h2 className={styles.ends}>
            {nameOf(connection.from, document)}
            <ArrowRight size={14} aria-label="to" />
            {nameOf(connection.to, document)}
          </h2>
          <p>{PROTOCOLS[connection.protocol].label}</p>
        </div>
        <RemoveButton />
      </header>
      <ConnectionFigures connection={connection} />
      {channel?.kind !== 'exchange' && <ProtocolChoice document={document} connection={connection} />}
      {channel?.kind === 'exchange' && (
        <Suspense>
          <RoutingKey key={connection.id} connection={connection} exchange={channel} />
        </Suspense>
      )}
      {connection.kind === 'sync' ? (
        <Suspense>
          <CallSettings connection={connection} />
        </Suspense>
      ) : (
        <>
          <Suspense>
            <ProductChoice
              target={connection.id}
              place="connection"
              protocol={connection.protocol}
              specs={connectionSpecs(connection)}
              params={connection.params}
            />
          </Suspense>
          <ParameterGroup
            title={strings.parameters}
            target={connection.id}
            owner={connection.protocol}
            specs={connectionSpecs(connection)}
            params={connection.params}
            version={PROTOCOLS[connection.protocol].version}
          />
          {connectionSpecs(connection).some(({ name }) => name === 'keySkew') && (
            <Suspense>
              <KeysSection key={connection.id} target={connection.id} specs={connectionSpecs(connection)} params={connection.params} />
            </Suspense>
          )}
        </>
      )}
      {channel !== undefined && <ChannelSection channel={channel} />}
    </>
  );
}

/** A channel's figures and parameters, and those of its broker. */
export function ChannelSection({ channel, isAlone = false }: { readonly channel: Channel; readonly isAlone?: boolean }) {
  const broker = useDiagram((state) => state.document.brokers.find((item) => item.id === channel.broker));
  if (broker === undefined) return null;
  return (
    <>
      <section className={styles.group} aria-label={strings.channel}>
        {!isAlone && <h3 className={styles.groupTitle}>{channelWord(channel, broker)}</h3>}
        <ChannelFigures channel={channel} />
        <TextField
          key={channel.id}
          label={strings.name}
          value={channel.name}
          maxLength={LIMITS.labelCharacters}
          onCommit={(name) => rename(channel.id, name)}
        />
        {(isAlone || channel.kind === 'exchange') && (
          <Suspense>
            <ChannelFormChoice channel={channel} />
          </Suspense>
        )}
        {!isBox(channel) && (
          <Button isSmall onClick={() => showAsBox(channel.id)}>
            {strings.showAsBox}
          </Button>
        )}
        {channel.kind === 'queue' && (
          <Suspense>
            <QueueWays channel={channel} broker={broker} />
          </Suspense>
        )}
      </section>
      {channel.kind === 'exchange' && (
        <Suspense>
          <BindingsSection key={channel.id} channel={channel} broker={broker} />
        </Suspense>
      )}
      {channel.kind !== 'exchange' && (
        <Suspense>
          <ProductChoice
            target={channel.id}
            place="channel"
            protocol={broker.protocol}
            specs={channelSpecs(channel, broker)}
            params={channel.params}
          />
        </Suspense>
      )}
      <ParameterGroup
        title={channel.name}
        target={channel.id}
        owner={`${broker.protocol}Channel`}
        specs={channel.kind === 'exchange' ? [] : channelSpecs(channel, broker)}
        params={channel.params}
        version={PROTOCOLS[broker.protocol].version}
      />
      {channelSpecs(channel, broker).some(({ name }) => name === 'hotKeyShare') && (
        <Suspense>
          <KeysSection key={channel.id} target={channel.id} specs={channelSpecs(channel, broker)} params={channel.params} />
        </Suspense>
      )}
      <Suspense>
        <ProductChoice target={broker.id} place="broker" protocol={broker.protocol} specs={brokerSpecs(broker)} params={broker.params} />
      </Suspense>
      <ParameterGroup
        title={`${strings.broker}: ${broker.name}`}
        target={broker.id}
        owner={`${broker.protocol}Broker`}
        specs={brokerSpecs(broker)}
        params={broker.params}
      />
      <ZonesOf {...broker} />
    </>
  );
}

/** Gives a channel a box of its own, so that others can share it. */
function showAsBox(channelId: string): void {
  const { document, edit } = useDiagram.getState();
  edit(shareChannel(document, channelId, placeOnEdge(document, channelId)));
  useView.getState().select([channelId]);
}

/** What its broker calls such a channel: a queue, a subject, a topic, an exchange. */
function channelWord(channel: Channel, broker: Broker | undefined): string {
  const spec = broker && PROTOCOLS[broker.protocol];
  return (channel.kind === 'exchange' ? spec?.exchangeName : spec?.channelName) ?? strings.channel;
}

export function ChannelPanel({ channel }: { readonly channel: Channel }) {
  const icon = ({ queue: 'channelQueue', log: 'channelLog', exchange: 'exchange' } as const)[channel.kind];
  const broker = useDiagram((state) => state.document.brokers.find((item) => item.id === channel.broker));
  const word = channelWord(channel, broker);
  return (
    <>
      <header className={styles.head}>
        <KindIcon name={icon} size={20} />
        <div>
          <h2>{channel.name}</h2>
          {word.toLowerCase() !== channel.name.toLowerCase() && <p>{word}</p>}
        </div>
        <RemoveButton />
      </header>
      <ConnectTo id={channel.id} />
      <ChannelSection channel={channel} isAlone />
    </>
  );
}

export function NotePanel({ note }: { readonly note: Note }) {
  return (
    <>
      <header className={styles.head}>
        <div>
          <h2>{strings.note}</h2>
        </div>
        <RemoveButton />
      </header>
      <TextField
        label={strings.note}
        value={note.text}
        maxLength={LIMITS.noteCharacters}
        isLong
        onCommit={(text) => rename(note.id, text)}
      />
    </>
  );
}

export function SeveralPanel({ count }: { readonly count: number }) {
  const canGroup = useDiagram(({ document }) => membersFrom(document, useView.getState().selection).length > 0);
  return (
    <>
      <header className={styles.head}>
        <div>
          <h2>{strings.several(count)}</h2>
        </div>
        <RemoveButton />
      </header>
      {canGroup && (
        <Button isSmall icon={<Group size={14} />} title={strings.groupHint} onClick={groupSelection}>
          {strings.group}
        </Button>
      )}
    </>
  );
}
