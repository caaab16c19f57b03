import { isPlain } from './plain.ts';

/** What a text that somebody drops, pastes or opens seems to be. */
export type ForeignFormat = 'brownout' | 'aspireManifest' | 'dockerCompose';

const COMPOSE_NAME = /(^|[\\/])(docker-)?compose[^\\/]*\.ya?ml$/i;
/** How much of a text is looked at where it is not JSON. */
const MAX_LOOKED_AT = 65_536;

/** Tells by a glance at the text, and where that does not decide by the file's name, which reader is for it; undefined
 *  when it is for none. The reader says what is wrong with a text that only seems to be for it. */
export function detectFormat(text: string, fileName = ''): ForeignFormat | undefined {
  const start = text.slice(0, MAX_LOOKED_AT).replace(/^\ufeff/, '').trimStart();
  if (!start.startsWith('{')) return /^services[ \t]*:/m.test(start) || COMPOSE_NAME.test(fileName) ? 'dockerCompose' : undefined;
  const content = parsed(text.replace(/^\ufeff/, ''));
  if (isPlain(content)) {
    if (content['format'] === 'brownout') return 'brownout';
    if ('resources' in content) return 'aspireManifest';
    return 'services' in content ? 'dockerCompose' : undefined;
  }
  if (/"format"\s*:\s*"brownout"/.test(start)) return 'brownout';
  return /"resources"\s*:/.test(start) || /manifest[^\\/]*\.json$/i.test(fileName) ? 'aspireManifest' : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
