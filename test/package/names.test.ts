/** scripts/names.mjs gives other names to what the shipped scripts keep to themselves, and puts functions in another order. Whatever it writes has to do the same. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runInThisContext } from 'node:vm';
import { arranged, chosen, LETTERS, listOf, movable, renamed, sign, textOf } from '../../scripts/names.mjs';

const run = (source: string): unknown => runInThisContext(`(() => {'use strict';${source}\nreturn out;})()`);

/** The code with every name of its own turned round as far as that can be, and the list that says so. */
function turned(code: string): { readonly text: string; readonly list: Record<string, string> } {
  const text = textOf(code);
  const usual = chosen(text, {});
  const names = [...usual];
  for (const thing of text.things) {
    if (thing.top) continue;
    const free = (name: string) => !thing.foreign.has(name) && ![...thing.near].some(({ index }: { index: number }) => names[index] === name);
    names[thing.index] = LETTERS.toReversed().map((name: string) => sign(thing) + name).find((name: string) => name !== names[thing.index] && free(name)) ?? names[thing.index]!;
  }
  const list = listOf(text, names, usual);
  return { text: renamed(code, list), list };
}

const SAMPLES: Record<string, string> = {
  'shorthand, patterns and defaults': 'let n=4;function f({a,b:{c=a,...d},...e}={a:1,b:{x:2}},[g,,h=g]=[3],i=n){let n=a+c;return{a,c,d,e,g,h,i,n,set(a){return{a}}}}let out=[f(),f({a:2,b:{c:7}},[1,2,3],0).set(5)];',
  'a body that hides what a default means': 'let n="outer";function f(a=()=>n){let n="inner";return[a(),n]}let out=f();',
  'variables of a function, and those called like a parameter': 'function f(a){if(a){var b=a;let c=b;{let b=c+1;a+=b}}var a;return[a,b]}let out=f(1);',
  'loops, catches, switches and labels': 'function f(a){let b=[];e:for(let c of a){for(let d in c){if(d==="x")continue e;b.push(d)}try{c.y()}catch(a){b.push(a instanceof TypeError)}switch(c.z){case 1:{let a=9;b.push(a);break}default:b.push(a.length)}}return b}let out=f([{x:1},{w:2,z:1},{v:3}]);',
  'classes, their names, fields and what they close over': 'function f(a){class b{#a=a;c=this.#a+a;static d=a;static{this.e=b.d}get f(){return b.d+this.#a}static g(){return new b}}let c=class d extends b{h(a){return[a,d.name.length>0,super.f]}};return[new c().h(1),c.e,b.g().c]}let out=f(2);',
  'private names, also those of a class inside of another': 'class A{#ab=1;#bc(){return this.#ab+1}get #cd(){return this.#bc()}static has(e){return#ab in e}inner(){let t=this;return new class{#x=t.#cd;#ab=5;sum(){return this.#x+this.#ab+t.#bc()}}}}let out=[new A().inner().sum(),A.has(new A),A.has({})];',
  'a function that names itself': 'let a=1,out=function b(c){return c?b(c-1)+a:((b)=>b)(5)}(3);',
  'names from outside': 'function f(a){return[typeof Map,Math.max(...a),typeof e,arguments.length]}let out=f([1,2]);',
};

describe('names in the shipped scripts', () => {
  for (const [name, code] of Object.entries(SAMPLES))
    it(`can be others: ${name}`, () => {
      const { text } = turned(code);
      assert.notEqual(text, code);
      assert.equal(JSON.stringify(run(text)), JSON.stringify(run(code)));
    });

  it('stay where the list knows nothing of a function, and where its names would hide something', () => {
    const code = 'function f(e,t){return()=>e+t+g(e)}function g(a){return a*2}';
    assert.equal(renamed(code, {}), code);
    const [key] = Object.keys(turned(code).list);
    assert.ok(key);
    assert.equal(renamed('function f(e,t,s){return e+t+s}', { [key]: 'x y' }), 'function f(e,t,s){return e+t+s}');
    const hiding = renamed(code, { [key]: 'g g' });
    assert.deepEqual(run(`${hiding};let out=f(1,2)()`), run(`${code};let out=f(1,2)()`));
  });

  it('of what is imported are those it has at home, and what is exported keeps its own', () => {
    assert.equal(renamed('import{ab as e,cd as t}from"./x.js";let n=e=>t+e;export{n as s};', {}), 'import{ab as e,cd}from"./x.js";let n=e=>cd+e;export{n as s};'.replace('ab as e', 'ab'));
  });
});

describe('the order of functions in the shipped scripts', () => {
  const CODE = 'function a(){return b()+1}let x=a();function b(){return 2}class C{p=1;m(){return this.n()}n(){function u(){return v()}function v(){return 7}return u()}static s(){}get g(){return 3}}let out=[x,new C().m(),new C().g,Object.keys(new C())];';

  it('can be another, where they hold in the whole block', () => {
    const { groups, write } = movable(CODE);
    assert.deepEqual(groups.map((group: unknown[]) => group.length), [2, 2, 2]);
    for (const group of groups) group.reverse();
    const other = write();
    assert.notEqual(other, CODE);
    assert.equal(other.length, CODE.length);
    assert.deepEqual(run(other), run(CODE));
    const order = groups.flatMap((group: { key: string }[]) => group.map(({ key }) => key));
    assert.equal(arranged(CODE, order), other);
    assert.equal(arranged(CODE, []), CODE);
  });
});
