import { ArrowRight, TriangleAlert, X } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { bind, bindNewQueue, changeBinding, changeExchangeType, exchangeTypeOf, leadTo, type RoutedKey, routedKeys, routeTargets, unbind } from '../../model/binding-edits.ts';
import { channelSpecs } from '../../model/catalog.ts';
import { type Binding, type Broker, type BrownoutDocument, type Channel, LIMITS } from '../../model/document.ts';
import type { ExchangeType } from '../../model/match-key.ts';
import { number, valueOf } from '../../model/parameter.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { IconButton } from '../widgets/icon-button.tsx';
import { Select } from '../widgets/select.tsx';
import styles from './bindings.module.css';
import { strings } from './binding-strings.ts';
import inspector from './inspector.module.css';
import { KeyField, type KnownKey } from './key-field.tsx';
import { ParameterField } from './parameter-field.tsx';
import { SettingField } from './setting-field.tsx';

/** Value of a list that stands for a queue that is not there yet. */
const NEW_QUEUE = '-new';

const SHARE = number({ name: 'share', label: strings.share, unit: 'ratio', default: 1, max: 1 });

/** How an exchange speaks of its keys: as its type says, or as filters of a topic of Service Bus. */
type Wording = ExchangeType | 'filter';

interface Props {
  readonly channel: Channel;
  readonly broker: Broker;
}

/** Where an exchange or topic leads: its type, its bindings, and what becomes of the messages that are sent to it. */
export default function BindingsSection({ channel, broker }: Props) {
  const document = useDiagram((state) => state.document);
  const listRef = useRef<HTMLUListElement>(null);
  const [status, setStatus] = useState('');
  const wording: Wording = broker.protocol === 'rabbitmq' ? exchangeTypeOf(document, channel) : 'filter';
  const title = wording === 'filter' ? strings.filters : strings.bindings;
  const bindings = channel.bindings ?? [];
  const nameOf = (id: string): string => document.channels.find((item) => item.id === id)?.name ?? id;
  const remove = (index: number): void => {
    useDiagram.getState().edit(unbind(document, channel.id, index));
    setStatus(strings.removed(nameOf(bindings[index]!.to)));
    // The focus stays in the list: on what stands in the place of what is gone, or on what adds a new one.
    const left = listRef.current?.querySelectorAll<HTMLElement>('[data-remove]') ?? [];
    const next = left[index + 1] ?? left[index - 1] ?? listRef.current?.parentElement?.querySelector<HTMLElement>('[data-add] select');
    next?.focus();
  };
  return (
    <section className={inspector.group} aria-label={title}>
      <h3 className={inspector.groupTitle}>{title}</h3>
      <TypeField document={document} channel={channel} broker={broker} />
      <p className={inspector.help}>{strings.hint[wording]}</p>
      {bindings.length === 0 && <Unbound alternate={channel.alternate === undefined ? undefined : nameOf(channel.alternate)} />}
      <ul ref={listRef} className={styles.list}>
        {bindings.map((binding, index) => (
          // Bindings have no identity: one that is changed in place is still the same line.
          // oxlint-disable-next-line no-array-index-key
          <BindingItem key={index} {...{ document, channel, binding, index, wording }} name={nameOf(binding.to)} onRemove={() => remove(index)} />
        ))}
      </ul>
      <AddBinding document={document} channel={channel} words={wording === 'filter' ? 'filters' : 'bindings'} onAdd={(name) => setStatus(strings.added(name))} />
      <p role="status" className={styles.status}>
        {status}
      </p>
      <WhereTo document={document} channel={channel} nameOf={nameOf} />
      <Alternate document={document} channel={channel} />
    </section>
  );
}

function Unbound({ alternate }: { readonly alternate: string | undefined }) {
  return (
    <p className={alternate === undefined ? styles.warning : inspector.help}>
      {alternate === undefined && <TriangleAlert size={14} aria-hidden />}
      {alternate === undefined ? strings.unbound : strings.unboundWithAlternate(alternate)}
    </p>
  );
}

/** The type of an exchange. Bindings to everything follow it, so that another type does not begin to drop. */
function TypeField({ document, channel, broker }: Props & { readonly document: BrownoutDocument }) {
  return channelSpecs(channel, broker).map((spec) => (
    <ParameterField
      key={spec.name}
      spec={spec}
      owner="rabbitmqExchange"
      value={valueOf(spec, channel.params)}
      onChange={(value) => useDiagram.getState().edit(changeExchangeType(document, channel.id, (value ?? spec.default) as ExchangeType))}
    />
  ));
}

interface BindingItemProps {
  readonly document: BrownoutDocument;
  readonly channel: Channel;
  readonly binding: Binding;
  readonly index: number;
  readonly wording: Wording;
  readonly name: string;
  readonly onRemove: () => void;
}

function BindingItem({ document, channel, binding, index, wording, name, onRemove }: BindingItemProps) {
  const change = (to: Partial<Binding>): void => useDiagram.getState().edit(changeBinding(document, channel.id, index, to));
  const className = document.classes.find(({ id }) => id === binding.key)?.name;
  const label = strings.keyLabel[wording];
  const targets = routeTargets(document, channel.id).map(({ id, name: targetName }) => ({ value: id as string, label: targetName }));
  return (
    <li className={styles.item} role="group" aria-label={strings.binding(index + 1, name)}>
      {wording !== 'fanout' && (
        <KeyField
          label={className === undefined ? label : `${label}: ${strings.isClass(className)}`}
          value={binding.key ?? ''}
          placeholder={strings.keyPlaceholder[wording]}
          known={knownKeys(document, channel)}
          onCommit={(key) => change({ key })}
        />
      )}
      <div className={styles.target}>
        <Select label={strings.to} options={targets} value={binding.to} onChange={(to) => change({ to })} />
        <IconButton label={strings.remove(index + 1, name)} icon={<X />} isSmall data-remove onClick={onRemove} />
      </div>
      <SettingField spec={SHARE} value={binding.share ?? 1} onCommit={(share) => change({ share })} />
    </li>
  );
}

/** Keys that messages come with, and classes, which name those without a key of their own. */
function knownKeys(document: BrownoutDocument, channel: Channel): readonly KnownKey[] {
  const classes: KnownKey[] = document.classes.map(({ id, name }) => ({ key: id, label: name }));
  const others = routedKeys(document, channel.id).filter(({ key }) => key !== '' && !classes.some((known) => known.key === key));
  return [...classes, ...others.map(({ key }) => ({ key }))];
}

interface AddProps {
  readonly document: BrownoutDocument;
  readonly channel: Channel;
  readonly words: 'bindings' | 'filters';
  readonly onAdd: (name: string) => void;
}

function AddBinding({ document, channel, words, onAdd }: AddProps) {
  const targets = routeTargets(document, channel.id);
  if ((channel.bindings?.length ?? 0) >= LIMITS.bindings) return <p className={inspector.help}>{strings.noRoom(LIMITS.bindings)}</p>;
  const options = [
    { value: '', label: strings.addHint },
    ...targets.map(({ id, name }) => ({ value: id as string, label: name })),
    { value: NEW_QUEUE, label: strings.newQueue[words] },
  ];
  const add = (value: string): void => {
    const { edit } = useDiagram.getState();
    edit(value === NEW_QUEUE ? bindNewQueue(document, channel.id) : bind(document, channel.id, value));
    onAdd(targets.find(({ id }) => id === value)?.name ?? useDiagram.getState().document.channels.at(-1)!.name);
  };
  return (
    <div data-add>
      <Select label={strings.add[words]} options={options} value="" onChange={(value) => value !== '' && add(value)} />
    </div>
  );
}

/** What becomes of each kind of message that is sent here. */
function WhereTo({ document, channel, nameOf }: { readonly document: BrownoutDocument; readonly channel: Channel; readonly nameOf: (id: string) => string }) {
  const id = useId();
  const keys = routedKeys(document, channel.id);
  return (
    <div className={styles.whereTo}>
      <h4 id={id} className={styles.title}>
        {strings.whereTo}
      </h4>
      {keys.length === 0 && <p className={inspector.help}>{strings.whereToNobody}</p>}
      <ul className={styles.ways} aria-labelledby={id}>
        {keys.map((routed) => (
          <Way key={routed.key} routed={routed} nameOf={nameOf} />
        ))}
      </ul>
    </div>
  );
}

function Way({ routed, nameOf }: { readonly routed: RoutedKey; readonly nameOf: (id: string) => string }) {
  const { key, className, targets, fitsNone } = routed;
  const names = targets.map(nameOf).join(', ');
  const isDropped = targets.length === 0;
  return (
    <li className={styles.way} data-dropped={isDropped || undefined}>
      <span>{className ?? (key === '' ? strings.withoutKey : key)}</span>
      <ArrowRight size={12} aria-hidden />
      <span>
        {isDropped && <TriangleAlert size={12} aria-hidden />}
        {isDropped ? strings.dropped : fitsNone ? strings.fitsNone(names) : names}
      </span>
    </li>
  );
}

function Alternate({ document, channel }: { readonly document: BrownoutDocument; readonly channel: Channel }) {
  const targets = routeTargets(document, channel.id);
  if (targets.length === 0) return null;
  const options = [
    { value: '', label: strings.alternateNone },
    ...targets.map(({ id, name }) => ({ value: id as string, label: strings.alternateTo(name) })),
  ];
  return (
    <Select
      label={strings.alternate}
      options={options}
      value={channel.alternate ?? ''}
      onChange={(to) => useDiagram.getState().edit(leadTo(document, channel.id, 'alternate', to === '' ? undefined : to))}
    />
  );
}
