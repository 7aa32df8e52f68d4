import { define } from './define.js';

/**
 * Makes an inner element by its class, under whatever name that class is registered (`defineAll({ prefix })`), and registers it where it is not.
 * Where another library took the name, the developer is told, and the element works under a name that nobody else has.
 */
export function createElement<T extends HTMLElement>(tag: string, Class: new () => T): T {
  for (const name of [tag, `chat-elements-${tag}`]) {
    try {
      return new Class();
    } catch {
      define(name, Class);
    }
  }
  return new Class();
}
