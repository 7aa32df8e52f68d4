/** Of the package; test/package compares it with package.json. */
export const version = '0.1.0';
