/** Where there is no storage of any kind, as on a server: everything works, as long as the page lives. */
import { expect } from '@open-wc/testing';
import { cleanUp, row, store, unlocked } from './rig.js';

afterEach(cleanUp);

describe('a store without a browser', () => {
  it('works in memory, with locks or without', async () => {
    for (const locks of [undefined, null]) {
      const one = store({ indexedDB: null, locks });
      expect(await one.restore('s')).to.equal(false);
      const { id, release } = await one.lease();
      expect(id).to.have.length.above(15);
      await one.putOutbox(row('a', 1, { writer: id }));
      const next = (await one.lease()).id;
      expect(await one.adopt('s', next, () => 1)).to.have.length(0);
      release();
      await unlocked(id);
      await one.get('what was asked before is done');
      expect(await one.adopt('s', next, () => 1)).to.have.length(1);
    }
  });
});
