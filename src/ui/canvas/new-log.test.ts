import { describe, expect, it } from 'vitest';
import { connect, insertComponent } from '../../model/builders.ts';
import { emptyDocument } from '../../model/document.ts';
import { applyEdit } from '../../model/edit.ts';
import { withPartitions } from './new-log.ts';

describe('withPartitions', () => {
  const twoServices = () => {
    let document = emptyDocument();
    for (let i = 0; i < 2; i++) document = applyEdit(document, insertComponent(document, { kind: 'service', x: 300 * i, y: 0 })).document;
    return document;
  };

  it('gives a new stream several lanes', () => {
    const document = twoServices();
    const made = withPartitions(connect(document, { from: 'c1', to: 'c2', kind: 'stream' }));
    expect(applyEdit(document, made).document.channels[0]!.params).toEqual({ partitions: 3 });
  });

  it('leaves a queue as it is', () => {
    const document = twoServices();
    const made = connect(document, { from: 'c1', to: 'c2', kind: 'queue' });
    expect(withPartitions(made)).toEqual(made);
  });
});
