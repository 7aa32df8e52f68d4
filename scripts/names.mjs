/**
 * A minifier gives the shortest names, in the order of what is declared; deflate wants the same names in the same company, so that more of a line has been there before.
 * scripts/names.json says for functions of the open chat what their parameters and variables are called, and in which order those stand that may stand in any;
 * scripts/order.mjs finds it by trying. A function is known by its own text without names, so the file does no harm when it is out of date: what is not found keeps
 * the minifier's names, and its place.
 */
import { createHash } from 'node:crypto';
import { each } from './edit.mjs';
import { scopesOf } from './scopes.mjs';

/** What a name begins with when it is private. */
export const sign = ({ name }) => (name.startsWith('#') ? '#' : '');
export const LETTERS = [...'etsinroadlchupfgmvwbykxTS$_ASMCEjOIzRBLUDPNHFGJWKZQVXY'];
const SHORT = [...LETTERS, ...LETTERS.flatMap((a) => LETTERS.map((b) => a + b))].filter((name) => !/^(do|if|in)$/.test(name));

/** Every file that has functions of the lists, and what all import by the names it has at home. */
export function named({ names, order }) {
  return {
    name: 'named',
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) if (chunk.type === 'chunk') chunk.code = renamed(arranged(chunk.code, order), names);
    },
  };
}

/** With functions and methods in the order of this list of keys. */
export function arranged(code, order) {
  const { groups, write } = movable(code);
  const rank = new Map(order.map((key, i) => [key, i]));
  for (const group of groups) {
    const listed = group.filter(({ key }) => rank.has(key));
    const sorted = listed.toSorted((a, b) => rank.get(a.key) - rank.get(b.key));
    // The others stay where they are.
    group.forEach((one, i) => listed.includes(one) && (group[i] = sorted.shift()));
  }
  return write();
}

/** What may stand in any order: functions that are declared side by side, whose names hold in all of the block, and the methods of a class. */
export function movable(code) {
  const text = textOf(code);
  const keys = new Map(text.functions.map(({ node }, i) => [node, text.keys[i]]));
  const groups = [];
  const all = [];
  each(text.tree, ({ type, body }) => {
    const list = type === 'ClassBody' ? body.filter((one) => one.type === 'MethodDefinition' && one.kind === 'method' && !one.computed && !one.static) : type === 'Program' || type === 'BlockStatement' ? body.filter((one) => one.type === 'FunctionDeclaration') : [];
    if (list.length < 2) return;
    const group = list.map((node) => ({ key: keys.get(node.value ?? node), start: node.start, end: node.end, inner: [] }));
    groups.push(group);
    group.forEach((_, place) => all.push({ group, place, start: list[place].start, end: list[place].end }));
  });
  all.sort((a, b) => a.start - b.start);
  const whole = { start: 0, end: code.length, inner: [] };
  const around = [whole];
  for (const slot of all) {
    while (around.at(-1).end <= slot.start) around.pop();
    around.at(-1).inner.push(slot);
    around.push(slot.group[slot.place]);
  }
  const textFor = ({ start, end, inner }) => {
    let out = '';
    for (const { group, place, start: from, end: to } of inner) {
      out += code.slice(start, from) + textFor(group[place]);
      start = to;
    }
    return out + code.slice(start, end);
  };
  return { groups, write: () => textFor(whole) };
}

/** The code with the names of this list (key of a function → its names). */
export function renamed(code, known) {
  const text = textOf(code);
  const names = chosen(text, known);
  const out = text.write(names);
  const again = scopesOf(out);
  // Whatever was the same thing has to be the same thing still, and nothing else.
  const same = again.places.length === text.places.length && again.places.every(({ thing }, i) => thing.index === text.places[i].thing.index);
  if (!same) throw new Error('scripts/names.mjs has changed what a name means');
  return out;
}

/** Code in pieces between names. */
export function textOf(code) {
  const { tree, things, functions, places } = scopesOf(code);
  const pieces = [];
  let at = 0;
  // `import{a}` is one place, not two.
  const apart = places.filter(({ start }, i) => start !== places[i - 1]?.start);
  for (const { start, end } of apart) {
    pieces.push(code.slice(at, start));
    at = end;
  }
  pieces.push(code.slice(at));
  const write = (names) => apart.reduce((out, place, i) => out + written(place, names[place.thing.index]) + pieces[i + 1], pieces[0]);
  return { tree, things, functions, places: apart, keys: keysOf(code, functions, apart), write };
}

function written({ key, imported, exported }, name) {
  if (imported) return imported === name ? name : `${imported} as ${name}`;
  if (exported) return exported === name ? name : `${name} as ${exported}`;
  return key === undefined || key === name ? name : `${key}:${name}`;
}

/** What a function is known by: its text without those inside of it, without names, and without hashes of files. */
function keysOf(code, functions, places) {
  const twice = new Map();
  const starts = places.map(({ start }) => start);
  return functions.map(({ node, inner }) => {
    if (node.type === 'Program') return undefined;
    let text = '';
    let at = node.start;
    const until = (end) => {
      for (let i = firstFrom(starts, at); i < places.length && starts[i] < end; i++) {
        text += `${code.slice(at, starts[i])}#`;
        at = places[i].end;
      }
      text += code.slice(at, end);
    };
    for (const { start, end } of inner) {
      until(start);
      at = end;
    }
    until(node.end);
    const key = createHash('sha1').update(text.replace(/-[\w-]{8}\.js/g, '')).digest('base64url').slice(0, 6);
    twice.set(key, (twice.get(key) ?? 0) + 1);
    return key + (twice.get(key) > 1 ? twice.get(key) : '');
  });
}

function firstFrom(list, value) {
  let low = 0;
  for (let high = list.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (list[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A name for everything: the listed one, or what it has, or, where another has that, the first that is free. What is imported goes by its name at home. */
export function chosen({ things, functions, keys }, known) {
  const wanted = things.map(({ name, places: [{ imported }] }) => (imported?.length < 3 ? imported : name));
  functions.forEach((one, i) => {
    const list = known[keys[i]]?.split(' ');
    if (list?.length === one.things.length) one.things.forEach(({ index }, j) => (wanted[index] = list[j]));
    // A minifier numbers private names through; each class can begin anew.
    else if (one.node.body?.type === 'ClassBody') for (const thing of one.things) if (sign(thing)) wanted[thing.index] = undefined;
  });
  const names = [];
  for (const thing of [...things.filter(({ top }) => top), ...things.filter(({ top }) => !top)]) {
    const isFree = (name) => name && !thing.foreign.has(name) && ![...thing.near].some(({ index }) => names[index] === name);
    names[thing.index] = isFree(wanted[thing.index]) ? wanted[thing.index] : SHORT.map((name) => sign(thing) + name).find(isFree);
  }
  return names;
}

/** What differs from the names it would have anyhow. */
export function listOf({ functions, keys }, names, usual) {
  return Object.fromEntries(functions.flatMap(({ things }, i) => (keys[i] && things.some(({ index }) => names[index] !== usual[index]) ? [[keys[i], things.map(({ index }) => names[index]).join(' ')]] : [])));
}
