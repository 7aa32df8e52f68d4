/**
 * `JSON.stringify`, for everything that leaves the page or is kept. On a page with `Array.prototype.toJSON` (Prototype.js before 1.7 has it, and one of Date) the native one
 * makes a string of every list, and no server understands a frame. There no `toJSON` is asked at all.
 * (It also has an `Array.from` that takes no function, and a `reduce` and an `entries` that do something else: code that such a page needs does without them.)
 */
export const stringify = (value: unknown, replacer?: (key: string, value: unknown) => unknown): string =>
  JSON.stringify(
    value,
    // A list also has what all objects have.
    (<{ toJSON?: unknown }>[]).toJSON
      ? function (this: Record<string, unknown>, key, own) {
          own = this[key];
          if (own instanceof Date) own = own.toISOString();
          return replacer ? replacer(key, own) : own;
        }
      : replacer,
  );
