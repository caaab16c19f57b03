import type { QuestionTopic } from '../../store/importing.ts';

/** Words of the import dialog. */
export const strings = {
  title: 'Import',
  lead: 'A docker-compose file or an Aspire manifest becomes a diagram that runs. It stays in this browser: nothing is uploaded, and values of settings are not kept.',
  chooseFile: 'Choose a file…',
  dropHint: 'or drop one anywhere on this page, or paste its text here:',
  paste: 'Text of the file',
  placeholder: 'services:\n  web:\n    image: nginx\n    depends_on: [orders]\n  orders:\n    image: example/orders',
  read: 'Read this text',
  formats: { dockerCompose: 'a docker-compose file', aspireManifest: 'an Aspire manifest' },
  counted: (format: string, components: number, connections: number) =>
    `From ${format}: ${components} ${components === 1 ? 'component' : 'components'}, ${connections} ${connections === 1 ? 'connection' : 'connections'}.`,
  honest: 'Such a file says what exists. How much traffic comes, and how long things take, is assumed until you say so: here, or later in the diagram.',
  reset: 'Back to what was assumed',
  another: 'Another file',
  open: 'Open and run',
  topics: {
    load: 'Where traffic comes from',
    caller: 'Who calls whom',
    direction: 'Who sends and who receives',
    sharing: 'How messages are shared out',
    circle: 'Calls that go in a circle',
    streaming: 'Calls or streams',
    leftOut: 'What is left out',
    replicas: 'How many replicas run',
    resilience: 'What happens when calls fail',
  } satisfies Record<QuestionTopic, string>,
  questionCount: (count: number) => (count === 1 ? '1 answer assumed' : `${count} answers assumed`),
  changed: (count: number) => (count === 1 ? '1 changed' : `${count} changed`),
  nameGap: '…',
  units: { count: '', perSec: '/s', ratio: '%' },
  guesses: 'Assumed, and why',
  warnings: 'Not understood',
  remarks: 'Good to know',
} as const;
