/** Builds the app of each framework with that framework's own compiler into the folder given: `node test/frameworks/build.mjs folder [names]`. */
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import react from '@vitejs/plugin-react';
import vue from '@vitejs/plugin-vue';
import { build } from 'vite';
import solid from 'vite-plugin-solid';

const here = fileURLToPath(new URL('.', import.meta.url));
const ours = (tag) => /^(chat|agent|audio|connection|message|typing)-/.test(tag);

const CONFIGS = {
  html: {},
  react: { plugins: [react()] },
  // Its preset adds hot reloading and development tools; the JSX itself needs nothing but the name of its maker.
  preact: { oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } } },
  solid: { plugins: [solid()] },
  vue: { plugins: [vue({ template: { compilerOptions: { isCustomElement: ours } } })] },
  svelte: { plugins: [svelte({ configFile: false })] },
  angular: { oxc: { decorator: { legacy: true } } },
};
export const NAMES = Object.keys(CONFIGS);

const [folder, ...names] = process.argv.slice(2);
for (const name of names.length > 0 ? names : NAMES) {
  const started = Date.now();
  await build({
    configFile: false,
    logLevel: 'warn',
    root: join(here, name),
    base: './',
    // The package is linked here, so its Lit is the project's: there is one of it.
    resolve: { dedupe: ['lit'], alias: { '#framework': join(here, name, 'framework.ts') } },
    build: { outDir: resolve(folder, name), emptyOutDir: true, chunkSizeWarningLimit: 5_000, reportCompressedSize: false },
    ...CONFIGS[name],
  });
  console.log(`${name}: ${Date.now() - started} ms`);
}
