/** scripts/shapes.mjs writes classes differently in the shipped scripts. Whatever it writes has to do the same; what it cannot be sure of it leaves alone. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runInThisContext } from 'node:vm';
import { closed, methods, shaped } from '../../scripts/shapes.mjs';

/** What a piece of code leaves in `out`, as it is and as it ships. */
function both(code: string): { readonly text: string; readonly before: unknown; readonly after: unknown } {
  const text = closed(shaped(code)) as string;
  const run = (source: string): unknown => runInThisContext(`(() => {${source}\nreturn out;})()`);
  return { text, before: run(code), after: run(text) };
}

const COUNTER = `
class Counter {
  #n; #by; #told; size = 0;
  constructor(by, told) {
    this.#n = 0;
    this.#by = by;
    this.#told = told;
  }
  get n() { return this.#n; }
  get #next() { return this.#n + this.#by; }
  up() {
    this.#n = this.#next;
    this.size++;
    this.#tell({ n: this.#n, of: this });
    return this;
  }
  #tell = (what) => this.#told.push(what.n, what.of === this);
  *twice() { yield this.up(); yield this.up(); }
  async later(add = this.#by) { await null; this.#n += add; return this.n; }
}`;

describe('classes in the shipped scripts', () => {
  it('that are only made are functions, with their state out of reach, and do the same', () => {
    const { text, before, after } = both(`${COUNTER}
      const told = [];
      const a = new Counter(2, told), b = new Counter(5, told);
      a.up().up(); [...b.twice()];
      const out = [a.n, b.n, a.size, b.size, told, Object.keys(a).includes('size')];`);
    assert.doesNotMatch(text, /class|this|#|new Counter|const /);
    assert.deepStrictEqual(after, before);
  });

  it('work where they wait for something', async () => {
    const { before, after } = both(`${COUNTER}\nconst out = new Counter(3, []).later();`);
    assert.deepStrictEqual(await after, await before);
  });

  for (const [why, use] of [
    ['are extended', 'class More extends Counter {}\nconst out = new More(1, []).up().n;'],
    ['are asked about', 'const one = new Counter(1, []);\nconst out = one instanceof Counter;'],
    ['are handed on', 'const make = (Type) => new Type(1, []);\nconst out = make(Counter).up().n;'],
  ] as const)
    it(`stay classes where they ${why}`, () => {
      const { text, before, after } = both(`${COUNTER}\n${use}`);
      assert.match(text, /class Counter/);
      assert.deepStrictEqual(after, before);
    });

  it('stay classes where they look into others of their kind, or have statics', () => {
    const same = both('class P { #v; constructor(v) { this.#v = v; } is(o) { return o.#v === this.#v; } }\nconst out = new P(1).is(new P(1));');
    const counted = both('class S { static n = 0; #m = 1; get m() { return this.#m + S.n; } }\nconst out = new S().m;');
    for (const { text, before, after } of [same, counted]) {
      assert.match(text, /class [PS]/);
      assert.equal(after, before);
    }
  });

  it('keep setters of what they extend: only private fields go back to their declarations', () => {
    const { text, before, after } = both(`
      class Base { set a(v) { (this.seen ??= []).push(v); } get a() { return 1; } }
      class More extends Base {
        #b; #c;
        static { this.kind = 'more'; }
        constructor() { super(...arguments); this.a = 5; this.#b = 2; this.#c = this.seen.length; }
        get sum() { return this.#b + this.#c; }
      }
      const more = new More();
      const out = [more.seen, more.sum, More.kind];`);
    assert.match(text, /#b=2;/);
    assert.doesNotMatch(text, /#c=|static \{/);
    assert.deepStrictEqual(after, before);
  });

  it('are objects with methods, after the minifier as well', () => {
    const text = methods('let n=2;let out=(e=>[e.a(3),e.b instanceof Function,[...e.c()],e.d(),e["e f"]()])({a:function(e){return e+this.g},g:n,b:async function(){},c:function*(){yield n},d:function u(){return typeof u},"e f":function(){return{h:function(){return 1}}.h()}});') as string;
    assert.equal(text, 'let n=2;let out=(e=>[e.a(3),e.b instanceof Function,[...e.c()],e.d(),e["e f"]()])({a(e){return e+this.g},g:n,async b(){},*c(){yield n},d:function u(){return typeof u},"e f"(){return{h(){return 1}}.h()}});');
  });
});
