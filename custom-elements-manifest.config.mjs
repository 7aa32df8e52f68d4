/** How custom-elements.json is made of the JSDoc in components/. Run it through `npm run manifest`, which also cleans and sorts. */
import { relative } from 'node:path';

/** A dispatchEvent() of a computed event gives an entry without a name, which tools that read the manifest stumble over. */
const namedOnly = {
  name: 'named-only',
  packageLinkPhase({ customElementsManifest: { modules } }) {
    for (const { declarations = [] } of modules) for (const one of declarations) if (one.events) one.events = one.events.filter(({ name }) => name);
  },
};

/** Names where a class really lives for who installs the package: in dist/npm, as JavaScript. */
const shippedPaths = {
  name: 'shipped-paths',
  packageLinkPhase({ customElementsManifest: { modules } }) {
    const shipped = (path) => relative('.', path).replaceAll('\\', '/').replace(/^(components|src)\/(.*)\.[jt]s$/, 'dist/npm/$1/$2.js');
    const visit = (value) => {
      if (Array.isArray(value)) value.forEach(visit);
      else if (value && typeof value === 'object')
        for (const [key, inner] of Object.entries(value)) {
          if ((key === 'path' || key === 'module') && typeof inner === 'string' && /^\/?(components|src)\//.test(inner)) value[key] = shipped(inner.replace(/^\//, ''));
          else visit(inner);
        }
    };
    visit(modules);
  },
};

export default {
  globs: ['components/*/*.ts'],
  exclude: ['components/**/*.define.ts', 'components/**/*.examples.ts'],
  outdir: '.cache/manifest',
  litelement: true,
  packagejson: false,
  plugins: [namedOnly, shippedPaths],
};
