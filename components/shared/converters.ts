import type { ComplexAttributeConverter, PropertyDeclaration } from 'lit';
import { attributeOf } from '../../src/domain/index.js';
import { warnOnce } from '../../src/errors/index.js';

/** For boolean attributes: there is true, unless it says "false" (frameworks write that, some with a capital). */
export const bool: ComplexAttributeConverter<boolean> = {
  fromAttribute: (value) => value !== null && !/^\s*false\s*$/i.test(value),
  toAttribute: (value) => (value ? '' : null),
};

/** For properties that hold objects: JSON in the attribute. What is not JSON is told to the developer and ignored. */
export const json = <T>(name: string): ComplexAttributeConverter<T | undefined> => ({
  fromAttribute: (value) => {
    if (value === null || value.trim() === '') return undefined;
    try {
      return JSON.parse(value) as T;
    } catch {
      warnOnce('invalid-input', { name, problem: 'it is not JSON' });
      return undefined;
    }
  },
});

/** Properties by their names, separated by spaces: a line for each would weigh more than what is done with it. Their attributes are told to the manifest by `@attr`. */
export const declared = (names: string, more?: PropertyDeclaration): Record<string, PropertyDeclaration> =>
  Object.fromEntries(names.split(' ').map((name) => [name, { ...more, attribute: attributeOf(name) }]));

/** The same, of booleans. */
export const flags = (names: string): Record<string, PropertyDeclaration> => declared(names, { converter: bool });
