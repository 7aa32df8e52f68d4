/** Copies what is defined: short objects, and `'x' in message` stays truthful. Never `delete`, which would make them slow ones. */
export function lean<T extends object>(source: T): T {
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(source)) if (value !== undefined) copy[key] = value;
  return copy as T;
}
