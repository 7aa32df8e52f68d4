import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { elements } from '../../scripts/elements.mjs';
import { root } from '../../scripts/files.mjs';
import { CONTRACT, type Promised } from './contract-names.js';

interface Named {
  name: string;
  kind?: string;
  description?: string;
  inheritedFrom?: unknown;
}
interface Declaration {
  tagName: string;
  name: string;
  summary?: string;
  members?: Named[];
  attributes?: Named[];
  events?: Named[];
  slots?: Named[];
  cssParts?: Named[];
  cssProperties?: Named[];
}

const manifest = JSON.parse(readFileSync(join(root, 'custom-elements.json'), 'utf8')) as { modules: { path: string; declarations: Declaration[] }[] };
const declarations = new Map(manifest.modules.flatMap((module) => module.declarations).map((one) => [one.tagName, one]));

const lists: Record<keyof Promised, (one: Declaration) => Named[]> = {
  attributes: (one) => one.attributes ?? [],
  properties: (one) => (one.members ?? []).filter(({ kind }) => kind === 'field'),
  methods: (one) => (one.members ?? []).filter(({ kind }) => kind === 'method'),
  events: (one) => one.events ?? [],
  slots: (one) => one.slots ?? [],
  parts: (one) => one.cssParts ?? [],
  cssProperties: (one) => one.cssProperties ?? [],
};

describe('custom-elements.json', () => {
  it('has every element that exists, and no other', () => {
    assert.deepEqual([...declarations.keys()].sort(), elements());
  });

  for (const tag of elements()) {
    describe(`<${tag}>`, () => {
      const one = declarations.get(tag);

      it('is in the contract', () => assert.ok(CONTRACT[tag], `add ${tag} to test/package/contract-names.ts`));

      it('says what it is for', () => assert.ok(one?.summary));

      for (const [kind, promised] of Object.entries(CONTRACT[tag] ?? {}) as [keyof Promised, readonly string[]][])
        it(`names its ${kind} as the contract does`, () => {
          assert.ok(one);
          const names = new Set(lists[kind](one).map(({ name }) => name));
          assert.deepEqual(promised.filter((name) => !names.has(name)), [], `missing in the JSDoc of components/${tag}/${tag}.ts`);
        });

      it('describes everything it names', () => {
        assert.ok(one);
        const silent = (['events', 'slots', 'parts', 'cssProperties', 'attributes'] as const).flatMap((kind) => lists[kind](one).filter(({ description }) => !description).map(({ name }) => `${kind}: ${name}`));
        assert.deepEqual(silent, []);
      });

      it('keeps private things to itself', () => {
        const leaked = [...(one?.members ?? []), ...(one?.attributes ?? [])].filter(({ name }) => /^[_#]/.test(name));
        assert.deepEqual(leaked, []);
      });
    });
  }
});
