import { REPLICATIONS } from '../analysis/replication-seeds.ts';
import { isBareNumber, parseDuration } from '../base/units.ts';

/** What the command line asks for. */
export interface SimOptions {
  /** Path of a document, a link, a token, or `-` for standard input. */
  readonly file: string;
  readonly seed: number | undefined;
  readonly horizonMs: number | undefined;
  /** Changes, `path=value`, in order. */
  readonly sets: readonly string[];
  readonly json: boolean;
  /** Whether the table's times end to end count unanswered requests too. */
  readonly countUnanswered: boolean;
  /** How many runs with seeds of their own; undefined for the one run of the document's seed. */
  readonly replications: number | undefined;
}

/** Options, a wish for help, or everything that is wrong with the arguments. */
export type ArgumentsResult =
  | { readonly kind: 'options'; readonly options: SimOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'problems'; readonly problems: readonly string[] };

/** How the program is used. */
export const USAGE = `Usage: npm run sim -- FILE [options]

Runs a Brownout document without a browser and prints what it measured. Of a
steady document (no schedule, constant load) the warm-up is found and left out, or
the one that is set if that is longer, and means have an interval at 95 %; of any
other the warm-up that is set is left out, and one run has no intervals.

FILE is a document (JSON), a link, the token of a link, or - for standard input.

  --seed N            another seed, 0 to 4294967295
  --horizon TIME      another run length, such as 600s or 10min
  --set PATH=VALUE    change a value; may be repeated. Paths:
                        components.ID.PARAMETER     components.db.serviceMs=50ms
                        connections.ID.PARAMETER    connections.e3.timeoutMs=250ms
                        connections.ID.protocol     connections.e3.protocol=rabbitmq
                          (its kind follows; channel and broker are made or removed)
                        channels.ID.PARAMETER, brokers.ID.PARAMETER
                        load.NUMBER.FIELD           load.0.factor=2
                        schedule.ID.FIELD           schedule.f1.atMs=30s
                        log.ID.FIELD                log.0.factor=1.5
                        settings.seed, settings.horizonMs, settings.warmUpMs
                      ID is an id or a name ("components.Orders database.servers=4",
                      "connections.Shop -> Orders.timeoutMs=1s"); in schedule and log
                      also the number of the entry, from 0. NUMBER is the corner of
                      the load curve, from 0. FIELD is atMs; durationMs and the
                      strength of a fault; factor of a load; value of a change.
  --count-unanswered  print the times end to end of all requests: those that failed
                      or have no answer count with what they waited, and with no
                      less than their timeout
  --replications N    run it with N seeds, 2 to 100, on all cores, and print every
                      figure with its interval at 95 %
  --json              print the report as JSON (docs/report-format.md), which has
                      both kinds of times
  --help              print this
`;

const VALUE_OPTIONS = ['--seed', '--horizon', '--set', '--replications'] as const;
type ValueOption = (typeof VALUE_OPTIONS)[number];

/** Reads the arguments after the program's name. `--name value` and `--name=value` are the same. */
export function readArguments(args: readonly string[]): ArgumentsResult {
  const problems: string[] = [];
  const files: string[] = [];
  const values: Record<ValueOption, string[]> = { '--seed': [], '--horizon': [], '--set': [], '--replications': [] };
  let json = false;
  let countUnanswered = false;
  for (let index = 0; index < args.length; index++) {
    const argument = args[index];
    const [name, inline] = splitOption(argument);
    if (argument === '--help' || argument === '-h') return { kind: 'help' };
    if (argument === '--json') json = true;
    else if (argument === '--count-unanswered') countUnanswered = true;
    else if (isValueOption(name)) {
      const value = inline ?? args[++index];
      if (value === undefined) problems.push(`${name} needs a value`);
      else values[name].push(value);
    } else if (argument.startsWith('-') && argument !== '-') problems.push(`there is no option ${name}`);
    else files.push(argument);
  }
  const seed = readSeed(values['--seed'].at(-1), problems);
  const horizonMs = readHorizon(values['--horizon'].at(-1), problems);
  const replications = readReplications(values['--replications'].at(-1), problems);
  if (files.length !== 1) problems.push(files.length === 0 ? 'which FILE?' : `one FILE at a time, not ${files.length}`);
  if (problems.length > 0) return { kind: 'problems', problems };
  return { kind: 'options', options: { file: files[0], seed, horizonMs, sets: values['--set'], json, countUnanswered, replications } };
}

function splitOption(argument: string): readonly [string, string | undefined] {
  const equals = argument.startsWith('--') ? argument.indexOf('=') : -1;
  return equals < 0 ? [argument, undefined] : [argument.slice(0, equals), argument.slice(equals + 1)];
}

function isValueOption(name: string): name is ValueOption {
  return (VALUE_OPTIONS as readonly string[]).includes(name);
}

function readSeed(text: string | undefined, problems: string[]): number | undefined {
  if (text === undefined) return undefined;
  const seed = Number(text);
  if (/^\d+$/.test(text) && seed < 4_294_967_296) return seed;
  problems.push(`--seed must be a whole number from 0 to 4294967295, not "${text}"`);
  return undefined;
}

function readReplications(text: string | undefined, problems: string[]): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  const { fewest, most } = REPLICATIONS;
  if (/^\d+$/.test(text) && count >= fewest && count <= most) return count;
  problems.push(`--replications must be a whole number from ${fewest} to ${most}, not "${text}"`);
  return undefined;
}

function readHorizon(text: string | undefined, problems: string[]): number | undefined {
  if (text === undefined) return undefined;
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  const which = isBareNumber(text) ? `: which unit? Write ${text}s or ${text}ms` : '';
  problems.push(`--horizon must be a time such as 600s or 10min, not "${text}"${which}`);
  return undefined;
}
