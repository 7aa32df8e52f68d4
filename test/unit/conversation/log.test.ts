import { expect } from '@open-wc/testing';
import { MessageLog } from '../../../src/conversation/log.js';
import { oldestSeq } from '../../../src/conversation/page.js';
import { BLOCK_SIZE, type Message } from '../../../src/domain/index.js';
import { ANNA, ME, NOW, text } from './setup.js';

function make(id: string, seq?: number, more: Partial<Message> = {}): Message {
  return { id, conversation: 'c1', author: ANNA, own: false, parts: text(id), text: id, createdAt: NOW, status: 'sent', ...(seq !== undefined && { seq }), ...more };
}
const run = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => make(`m${from + i}`, from + i));
const ids = (log: MessageLog) => log.all().map((m) => m.id);

describe('MessageLog', () => {
  it('fills blocks of 25', () => {
    const log = new MessageLog();
    for (const m of run(1, 70)) log.insert(m);
    expect(log.blocks.map((b) => b.messages.length)).to.deep.equal([25, 25, 20]);
    expect(log.size).to.equal(70);
    expect(new Set(log.blocks.map((b) => b.key)).size).to.equal(3);
  });

  it('changes one block object when a message arrives, and no other', () => {
    const log = new MessageLog();
    log.reset(run(1, 70));
    const before = log.blocks;
    log.insert(make('m71', 71));
    expect(log.blocks[0]).to.equal(before[0]);
    expect(log.blocks[1]).to.equal(before[1]);
    expect(log.blocks[2]).not.to.equal(before[2]);
    expect(log.blocks[2]!.key).to.equal(before[2]!.key);
    expect(before[2]!.messages).to.have.length(20);
  });

  it('gives the same list of blocks as long as nothing changed', () => {
    const log = new MessageLog();
    log.reset(run(1, 10));
    expect(log.blocks).to.equal(log.blocks);
  });

  it('touches no block that is there when an older page comes', () => {
    const log = new MessageLog();
    log.reset(run(101, 120));
    const before = log.blocks;
    log.assign([...run(81, 100), ...log.all()]);
    expect(log.blocks.at(-1)).to.equal(before[0]);
    expect(ids(log)).to.deep.equal(run(81, 120).map((m) => m.id));
  });

  it('orders by sequence number, wherever it falls', () => {
    const log = new MessageLog();
    const order = run(1, 400);
    // A fixed shuffle.
    for (const m of order.toSorted((a, b) => ((a.seq! * 7919) % 401) - ((b.seq! * 7919) % 401))) log.insert(m);
    expect(ids(log)).to.deep.equal(order.map((m) => m.id));
    expect(log.blocks.every((b) => b.messages.length <= BLOCK_SIZE && b.messages.length > 0)).to.equal(true);
    for (const m of order) expect(log.get(m.id)).to.equal(m);
  });

  it('keeps what has no number at the end, in the order it came', () => {
    const log = new MessageLog();
    log.insert(make('a', 1));
    log.insert(make('p1'));
    log.insert(make('p2'));
    log.insert(make('b', 2));
    expect(ids(log)).to.deep.equal(['a', 'b', 'p1', 'p2']);
  });

  it('does not move a message whose number says that it is where it belongs', () => {
    const log = new MessageLog();
    log.reset(run(1, 50));
    log.insert(make('p'));
    const before = log.blocks;
    log.replace('p', make('p', 51));
    expect(log.blocks.map((b) => b.key)).to.deep.equal(before.map((b) => b.key));
    expect(log.blocks[0]).to.equal(before[0]);
  });

  it('moves a message to its place when it gets its number', () => {
    const log = new MessageLog();
    log.insert(make('a', 1));
    log.insert(make('p1'));
    log.insert(make('p2'));
    log.replace('p2', make('p2', 2));
    expect(ids(log)).to.deep.equal(['a', 'p2', 'p1']);
    log.insert(make('b', 4));
    log.replace('p1', make('p1', 3));
    expect(ids(log)).to.deep.equal(['a', 'p2', 'p1', 'b']);
  });

  it('moves a message to where its number says when it gets another, or loses it, over the edge of a block as well', () => {
    const log = new MessageLog();
    log.reset([make('a', 1), make('b', 2), make('c', 3)]);
    log.replace('a', make('a', 4));
    expect(ids(log)).to.deep.equal(['b', 'c', 'a']);
    log.replace('c', make('c'));
    expect(ids(log)).to.deep.equal(['b', 'a', 'c']);
    log.replace('c', make('c', 1));
    expect(ids(log)).to.deep.equal(['c', 'b', 'a']);
    log.reset(run(1, 60).map((m) => make(m.id, m.seq! * 10)));
    log.replace('m51', make('m51', 495));
    expect(ids(log).slice(48, 52)).to.deep.equal(['m49', 'm51', 'm50', 'm52']);
    log.replace('m51', make('m51', 510));
    log.replace('m50', make('m50', 515));
    expect(ids(log).slice(48, 52)).to.deep.equal(['m49', 'm51', 'm50', 'm52']);
    for (const { id } of run(1, 60)) expect(log.get(id)?.id).to.equal(id);
  });

  it('puts what comes late into its place in a block that is full, with keys that no two have', () => {
    const log = new MessageLog();
    log.reset(run(1, 50).map((m) => make(m.id, m.seq! * 10)));
    log.insert(make('late', 495));
    expect(ids(log).slice(-3)).to.deep.equal(['m49', 'late', 'm50']);
    log.insert(make('first', 5));
    expect(ids(log)[0]).to.equal('first');
    expect(log.size).to.equal(52);
    expect(new Set(log.blocks.map((b) => b.key)).size).to.equal(log.blocks.length);
  });

  it('takes out one that is there, and nothing else', () => {
    const log = new MessageLog();
    log.reset(run(1, 3));
    log.remove('none');
    log.remove('m2');
    expect(ids(log)).to.deep.equal(['m1', 'm3']);
    expect(log.size).to.equal(2);
  });

  it('finds a message by both of its ids after it was renamed', () => {
    const log = new MessageLog();
    log.insert(make('mine', undefined, { clientId: 'mine', author: ME, own: true }));
    log.replace('mine', make('7', 3, { clientId: 'mine', author: ME, own: true }));
    expect(log.get('7')).to.equal(log.get('mine'));
    expect(log.get('7')?.seq).to.equal(3);
    log.remove('mine');
    expect(log.get('7')).to.equal(undefined);
    expect(log.size).to.equal(0);
    expect(log.blocks).to.have.length(0);
  });

  it('marks, reports and closes a gap', () => {
    const log = new MessageLog();
    log.reset(run(1, 10));
    log.assign([...log.all(), ...run(31, 40)]);
    log.moveGap(undefined, log.get('m31'));
    expect(log.blocks.map((b) => b.gapBefore)).to.deep.equal([undefined, true]);
    expect(log.gap()?.id).to.equal('m31');
    expect(log.blocks.map((b) => b.messages.length)).to.deep.equal([10, 10]);
    expect(oldestSeq(log)).to.equal(31);
    log.moveGap(log.gap(), undefined);
    expect(log.gap()).to.equal(undefined);
    expect(log.blocks.some((b) => b.gapBefore)).to.equal(false);
    expect(oldestSeq(log)).to.equal(1);
  });

  it('forgets gaps with all the rest', () => {
    const log = new MessageLog();
    log.reset(run(1, 3));
    log.moveGap(undefined, log.get('m2'));
    log.reset(run(1, 3));
    expect(log.gap()).to.equal(undefined);
    expect(log.blocks.some((b) => b.gapBefore)).to.equal(false);
  });

  it('hands the gap on when the first block after it becomes empty', () => {
    const log = new MessageLog();
    log.reset(run(1, 2));
    for (const seq of [9, 10]) log.insert(make(`m${seq}`, seq));
    log.moveGap(undefined, log.get('m9'));
    log.remove('m9');
    expect(log.blocks.map((b) => b.gapBefore)).to.deep.equal([undefined, true]);
  });

  it('keeps the gap before a message that is renamed', () => {
    const log = new MessageLog();
    log.reset([make('a'), make('b')]);
    log.moveGap(undefined, log.get('b'));
    log.replace('b', make('c'));
    expect(log.gap()?.id).to.equal('c');
    expect(log.blocks.map((b) => b.gapBefore)).to.deep.equal([undefined, true]);
  });

  it('does not fall to pieces when messages come while own ones wait', () => {
    const log = new MessageLog();
    log.reset(run(1, BLOCK_SIZE));
    for (const id of ['p1', 'p2']) log.insert(make(id));
    const first = log.blocks[0];
    for (const m of run(BLOCK_SIZE + 1, 120)) log.insert(m);
    expect(ids(log)).to.deep.equal([...run(1, 120).map((m) => m.id), 'p1', 'p2']);
    // Fewer than twice as many as would do.
    expect(log.blocks.length).to.be.below(2 * Math.ceil(122 / BLOCK_SIZE));
    expect(log.blocks[0]).to.equal(first);
    const before = log.blocks;
    log.insert(make('m121', 121));
    expect(log.blocks.filter((b, i) => b !== before[i]).length).to.be.below(3);
    expect(log.blocks.map((b) => b.key)).to.deep.equal(before.map((b) => b.key));
  });
});
