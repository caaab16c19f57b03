import { bind, leadTo, publishThroughNew, routeTargets } from '../../model/binding-edits.ts';
import { PROTOCOLS } from '../../model/catalog.ts';
import type { Broker, BrownoutDocument, Channel } from '../../model/document.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { isBox } from '../../store/offers.ts';
import { useView } from '../../store/view-store.ts';
import { Button } from '../widgets/button.tsx';
import { Select } from '../widgets/select.tsx';
import { placeOnEdge } from './box-place.ts';
import { bindingText } from './binding-text.ts';
import styles from './bindings.module.css';
import { strings } from './binding-strings.ts';

/** Value of a list that stands for an exchange that is not there yet. */
const NEW_EXCHANGE = '-new';

/** How messages come into a queue from exchanges, and where its dead letters go. */
export default function QueueWays({ channel, broker }: { readonly channel: Channel; readonly broker: Broker }) {
  const document = useDiagram((state) => state.document);
  const others = routeTargets(document, channel.id);
  const options = [{ value: '', label: strings.deadLettersNone }, ...others.map(({ id, name }) => ({ value: id as string, label: name }))];
  return (
    <>
      {PROTOCOLS[broker.protocol].exchangeName !== undefined && <Sources document={document} channel={channel} broker={broker} />}
      {others.length > 0 && (
        <Select
          label={strings.deadLetters}
          options={options}
          value={channel.deadLetterTo ?? ''}
          onChange={(to) => useDiagram.getState().edit(leadTo(document, channel.id, 'deadLetterTo', to === '' ? undefined : to))}
        />
      )}
    </>
  );
}

/** The bindings of exchanges to this queue; each leads to its exchange, where it is edited. */
function Sources({ document, channel, broker }: { readonly document: BrownoutDocument; readonly channel: Channel; readonly broker: Broker }) {
  const exchanges = document.channels.filter((other) => other.kind === 'exchange' && other.broker === broker.id);
  const sources = exchanges.flatMap((exchange) => (exchange.bindings ?? []).filter(({ to }) => to === channel.id).map((binding) => ({ exchange, binding })));
  const words = strings.bindHere[broker.protocol === 'serviceBus' ? 'serviceBus' : 'rabbitmq'];
  const unbound = exchanges.filter(({ id }) => !sources.some(({ exchange }) => exchange.id === id));
  return (
    <>
      {sources.length > 0 && (
        <div className={styles.whereTo}>
          <h4 className={styles.title}>{strings.boundTo}</h4>
          <ul className={styles.ways}>
            {sources.map(({ exchange, binding }) => (
              <li key={`${exchange.id} ${exchange.bindings!.indexOf(binding)}`}>
                <Button variant="quiet" isSmall className={styles.link} onClick={() => useView.getState().select([exchange.id])}>
                  {strings.boundKey(exchange.name, bindingText(document, binding))}
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <Select
        label={words.label}
        options={[{ value: '', label: strings.choose }, ...unbound.map(({ id, name }) => ({ value: id as string, label: name })), { value: NEW_EXCHANGE, label: words.new }]}
        value=""
        hint={exchanges.length === 0 ? words.hint : undefined}
        onChange={(id) => {
          if (id === NEW_EXCHANGE) publishAbove(channel);
          else if (id !== '') useDiagram.getState().edit(bind(document, id, channel.id));
        }}
      />
    </>
  );
}

/** Draws the exchange and shows it: there its bindings are narrowed. */
function publishAbove(channel: Channel): void {
  const { document, edit } = useDiagram.getState();
  edit(publishThroughNew(document, channel.id, isBox(channel) ? channel : placeOnEdge(document, channel.id)));
  useView.getState().select([useDiagram.getState().document.channels.at(-1)!.id]);
}
