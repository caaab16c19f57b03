import { PROTOCOLS } from '../../model/catalog.ts';
import type { Connection } from '../../model/document.ts';
import type { ParameterValues } from '../../model/parameter.ts';
import { applyPoolPreset, isPoolDefault, POOL_PRESETS, poolPresetOf, poolPresetsFor, type PoolSide } from '../../model/pool-presets.ts';
import { useDiagram } from '../../store/diagram-store.ts';
import { Select } from '../widgets/select.tsx';
import about from './about-parameter.module.css';
import styles from './inspector.module.css';
import { Origin } from './origin.tsx';
import { strings } from './pool-strings.ts';

/** Values of the list that are no preset's name. */
const DEFAULTS = '-defaults';
const OWN = '-own';

export interface PoolChoiceProps {
  readonly connection: Connection;
  /** In force now. */
  readonly params: ParameterValues;
}

/** What real clients and servers do with connections, to choose as a whole: for each end on its own. */
export function PoolChoice({ connection, params }: PoolChoiceProps) {
  const sides = (['caller', 'callee'] as const).filter((side) => poolPresetsFor(connection, side).length > 0);
  if (sides.length === 0 || params['connections'] === false) return null;
  return (
    <section className={styles.group} aria-label={strings.title}>
      <h3 className={styles.groupTitle}>{strings.title}</h3>
      {sides.map((side) => (
        <SideChoice key={side} side={side} connection={connection} params={params} />
      ))}
    </section>
  );
}

function SideChoice({ side, connection, params }: PoolChoiceProps & { readonly side: PoolSide }) {
  const inForce = { protocol: connection.protocol, params };
  const preset = poolPresetOf(inForce, side);
  const isOwn = preset === undefined && !isPoolDefault(inForce, side);
  const value = preset?.name ?? (isOwn ? OWN : DEFAULTS);
  const options = [
    { value: DEFAULTS, label: strings.defaults(PROTOCOLS[connection.protocol].label) },
    ...(isOwn ? [{ value: OWN, label: strings.own }] : []),
    ...poolPresetsFor(connection, side).map(({ name, label }) => ({ value: name, label })),
  ];
  const choose = (name: string): void => {
    if (name === OWN) return;
    const { document, edit } = useDiagram.getState();
    edit(applyPoolPreset(document, connection.id, POOL_PRESETS.find((candidate) => candidate.name === name) ?? side));
  };
  return (
    <>
      <Select
        label={strings.sides[side]}
        options={options}
        value={value}
        hint={preset?.summary ?? (isOwn ? strings.ownHint : strings.defaultsHint)}
        onChange={choose}
      />
      {preset !== undefined && (
        <div className={about.about}>
          {preset.caveat !== undefined && <p>{preset.caveat}</p>}
          <dl>
            <Origin source={preset.source} />
          </dl>
        </div>
      )}
    </>
  );
}
