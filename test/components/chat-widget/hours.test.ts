import { expect } from '@open-wc/testing';
import { askHours, readHours } from '../../../components/chat-widget/hours.js';

const BERLIN = 'Europe/Berlin';
const ask = (hours: string, now: string, zone = BERLIN) => {
  const { open, until } = askHours(readHours(hours)!, new Date(now), zone);
  return [open, until.toISOString()];
};

describe('opening hours', () => {
  it('are read as text, as an object and as JSON', () => {
    const week = readHours('Mo-Tu 09:00-18:00; Sa 10-14');
    expect(week).to.deep.equal([[540, 1080], [1980, 2520], [7800, 8040]]);
    expect(readHours({ 'mo-tu': '09:00-18:00', sa: '10:00-14:00' })).to.deep.equal(week);
    expect(readHours('{"Monday-Tuesday": "9-18", "Saturday": "10-14"}')).to.deep.equal(week);
  });

  it('say nothing where they cannot be read', () => {
    for (const given of ['', 'always', 'Mo', 'Xx 9-18', 'Mo 9-25', '{"mo"', 'Mo 9-18; and so on']) expect(readHours(given), given).to.equal(undefined);
  });

  it('know when they end, in the time zone of the team', () => {
    expect(ask('Mo-Fr 09:00-18:00', '2026-11-27T08:30:00Z')).to.deep.equal([true, '2026-11-27T17:00:00.000Z']);
    expect(ask('Mo-Fr 09:00-18:00', '2026-11-27T07:59:00Z')).to.deep.equal([false, '2026-11-27T08:00:00.000Z']);
  });

  it('know when they begin again, over a weekend', () => {
    expect(ask('Mo-Fr 09:00-18:00', '2026-11-27T17:00:00Z')).to.deep.equal([false, '2026-11-30T08:00:00.000Z']);
  });

  it('go over midnight, and over the end of a week', () => {
    expect(ask('Su 22:00-02:00', '2026-11-30T00:30:00Z')).to.deep.equal([true, '2026-11-30T01:00:00.000Z']);
    expect(ask('Fr 9-12, 13-17', '2026-11-27T11:30:00Z')).to.deep.equal([false, '2026-11-27T12:00:00.000Z']);
  });

  it('mind a change of the clocks', () => {
    // On 29 March 2026 the clocks go forward.
    expect(ask('Mo-Fr 09:00-18:00', '2026-03-27T18:00:00Z')).to.deep.equal([false, '2026-03-30T07:00:00.000Z']);
  });

  it('live with a time zone that does not exist', () => {
    expect(ask('Mo-Su 0-24', '2026-11-27T11:30:00Z', 'Mars/Olympus')[0]).to.equal(true);
  });
});
