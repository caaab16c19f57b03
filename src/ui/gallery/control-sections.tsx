import { Pause, Play, RotateCcw, SkipForward, Trash2, Zap } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../widgets/button.tsx';
import { Dialog } from '../widgets/dialog.tsx';
import { formatRate } from '../widgets/format.ts';
import { IconButton } from '../widgets/icon-button.tsx';
import { Kbd } from '../widgets/kbd.tsx';
import { KindIcon } from '../widgets/kind-icon.tsx';
import { NumberField } from '../widgets/number-field.tsx';
import { Popover } from '../widgets/popover.tsx';
import { SegmentedControl } from '../widgets/segmented-control.tsx';
import { Select } from '../widgets/select.tsx';
import { Slider } from '../widgets/slider.tsx';
import { Badge, StateChip } from '../widgets/state-chip.tsx';
import { Toggle } from '../widgets/toggle.tsx';
import styles from './gallery.module.css';

const EDGE_KINDS = [
  { value: 'sync', label: 'Sync', icon: <KindIcon name="sync" size={16} /> },
  { value: 'queue', label: 'Queue', icon: <KindIcon name="queue" size={16} /> },
  { value: 'stream', label: 'Stream', icon: <KindIcon name="stream" size={16} /> },
] as const;

type EdgeKind = (typeof EDGE_KINDS)[number]['value'];

export function ControlSection() {
  const [kind, setKind] = useState<EdgeKind>('sync');
  const [isPlaying, setPlaying] = useState(true);
  return (
    <div className={styles.stack}>
      <div className={styles.row}>
        <Button variant="primary" icon={<Play />}>
          Run
        </Button>
        <Button>Share</Button>
        <Button variant="quiet">Open</Button>
        <Button variant="danger" icon={<Zap />}>
          Break it
        </Button>
      </div>
      <div className={styles.row}>
        <Button variant="primary" disabled>
          Run
        </Button>
        <Button disabled>Share</Button>
        <Button isPressed>Pressed</Button>
        <Button isSmall>Small</Button>
        <Button isSmall variant="primary">
          Small
        </Button>
      </div>
      <div className={styles.row}>
        <IconButton
          label={isPlaying ? 'Pause' : 'Play'}
          shortcut="K"
          icon={isPlaying ? <Pause /> : <Play />}
          onClick={() => setPlaying(!isPlaying)}
        />
        <IconButton label="Step" icon={<SkipForward />} />
        <IconButton label="Reset" shortcut="R" icon={<RotateCcw />} />
        <IconButton label="Delete" icon={<Trash2 />} disabled />
        <IconButton label="Small" icon={<Zap />} isSmall />
        <Kbd keys="Ctrl+Shift+Z" />
      </div>
      <SegmentedControl label="Kind of edge" options={EDGE_KINDS} value={kind} onChange={setKind} />
    </div>
  );
}

const PROTOCOLS = [
  { value: 'grpc', label: 'gRPC' },
  { value: 'http1', label: 'HTTP/1.1' },
] as const;

export function FieldSection() {
  const [load, setLoad] = useState(128);
  const [workers, setWorkers] = useState(8);
  const [protocol, setProtocol] = useState<'grpc' | 'http1'>('grpc');
  const [holds, setHolds] = useState(true);
  return (
    <div className={styles.fields}>
      <Slider label="Load" value={load} min={0} max={500} format={formatRate} onChange={setLoad} />
      <Slider label="Load" value={60} min={0} max={500} format={formatRate} isDisabled onChange={setLoad} />
      <NumberField label="Workers" value={workers} min={1} max={1000} onChange={setWorkers} hint="Per replica." />
      <NumberField label="Timeout" value={250} unit="ms" min={1} max={60_000} onChange={() => undefined} />
      <NumberField label="Out of range" value={-4} unit="ms" min={1} max={60_000} onChange={() => undefined} />
      <NumberField label="Disabled" value={250} unit="ms" isDisabled onChange={() => undefined} />
      <Select label="Protocol" options={PROTOCOLS} value={protocol} onChange={setProtocol} />
      <Toggle label="Holds its worker" isOn={holds} onChange={setHolds} hint="Thread per request." />
      <Toggle label="Off" isOn={false} onChange={() => undefined} />
    </div>
  );
}

export function FeedbackSection() {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className={styles.stack}>
      <div className={styles.row}>
        <StateChip state="idle" />
        <StateChip state="ok" />
        <StateChip state="strained" />
        <StateChip state="failing" />
        <StateChip state="down" />
        <Badge>12</Badge>
      </div>
      <div className={styles.row}>
        <Popover label="What breaks" button="Break something">
          <p className={styles.sample}>Nothing is hurt here.</p>
        </Popover>
        <Button onClick={() => setOpen(true)}>Open a dialog</Button>
        <div className={styles.floating}>A floating part</div>
      </div>
      <Dialog
        title="Start over?"
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        actions={
          <>
            <Button onClick={() => setOpen(false)}>Keep it</Button>
            <Button variant="primary" onClick={() => setOpen(false)}>
              Start over
            </Button>
          </>
        }
      >
        The run begins again with the same seed.
      </Dialog>
    </div>
  );
}
