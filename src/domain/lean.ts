/**
 * Copies what is defined: short objects, and `'x' in message` stays truthful. Never `delete`, which would make them slow ones. By names: pairs of name and value cost a thousand
 * messages three times as much.
 */
export function lean<T extends object>(source: T): T {
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(source)) if (source[key as keyof T] !== undefined) copy[key] = source[key as keyof T];
  return copy as T;
}
