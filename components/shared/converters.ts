import type { ComplexAttributeConverter } from 'lit';
import { warnOnce } from '../../src/errors/index.js';

/** For boolean attributes: there is true, unless it says "false" (frameworks write that). */
export const bool: ComplexAttributeConverter<boolean> = {
  fromAttribute: (value) => value !== null && value !== 'false',
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
