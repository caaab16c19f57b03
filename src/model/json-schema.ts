import { toJsonSchema } from '@valibot/to-json-schema';
import { DOCUMENT_VERSION } from './document.ts';
import { documentSchema } from './schema.ts';

/** The JSON Schemas (draft 2020-12) that the site publishes under `schema/`, one per file name, built from the schema
 *  that every reader of documents uses. They cover structure and ranges; what one part may refer to in another is
 *  checked in addition (`references.ts`). The build writes them to `public/schema`; a test compares. */
export function jsonSchemas(): Record<string, unknown> {
  // A check by code has no counterpart in JSON Schema; the only one refuses a few reserved words as ids.
  const { $schema, ...schema } = toJsonSchema(documentSchema, { target: 'draft-2020-12', ignoreActions: ['check'] });
  const title = `Brownout document, version ${DOCUMENT_VERSION}`;
  return { [`brownout-${DOCUMENT_VERSION}.json`]: { $schema, title, ...schema } };
}
