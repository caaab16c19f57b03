import { PROTOCOLS } from '../../model/catalog.ts';
import { changeChannelForm, type ChannelForm, channelForms, formOf } from '../../model/channel-forms.ts';
import type { Channel } from '../../model/document.ts';
import { withStepsOf } from '../../model/handler-edits.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { Select } from '../widgets/select.tsx';
import { strings } from './binding-strings.ts';

/** What a channel is, and whose: a queue of RabbitMQ, a topic of Service Bus, a subject of NATS. All that is bound
 *  together with it goes along. */
export default function ChannelFormChoice({ channel }: { readonly channel: Channel }) {
  const document = useDiagram((state) => state.document);
  const forms = channelForms(document, channel.id);
  const own = formOf(document, channel.id);
  const change = (value: string): void => {
    const form = forms.find((candidate) => keyOf(candidate) === value);
    if (form !== undefined) useDiagram.getState().edit(withStepsOf(document, changeChannelForm(document, channel.id, form)));
  };
  const options = forms.map((form) => ({
    value: keyOf(form),
    label: strings.form(PROTOCOLS[form.protocol].label, form.name.toLowerCase()),
    group: strings.forms[form.kind],
  }));
  return <Select label={strings.protocol} options={options} value={keyOf(own)} hint={hintFor(channel, own)} onChange={change} />;
}

function keyOf({ protocol, kind }: ChannelForm): string {
  return `${protocol} ${kind}`;
}

function hintFor({ kind, bindings = [] }: Channel, { protocol }: ChannelForm): string {
  if (kind !== 'exchange') return PROTOCOLS[protocol].summary;
  return bindings.length > 0 ? strings.formGoesTogether : strings.formHint[protocol === 'serviceBus' ? 'serviceBus' : 'rabbitmq'];
}
