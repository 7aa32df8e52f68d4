import { usable } from './usable.js';

/** Dates and times in one language. */
export interface Formats {
  /** For Intl; undefined: the browser's own. */
  readonly locale: string | undefined;
  /** Hours and minutes, as the language writes them. */
  time(date: Date): string;
  /** Today, Yesterday, the weekday within the last week, else the date. */
  day(date: Date, now?: Date): string;
  /** Date and time in full, for a title. */
  full(date: Date): string;
  number(n: number): string;
  /** Makes the formatters of messages, which takes the browser some 30 ms: one by one while there is nothing else to do, not when the first messages come. */
  prepare(): void;
}

const cache: Record<string, Formats> = {};

/** Whole calendar days between two moments, in local time; daylight saving makes some days 23 or 25 hours long. */
export function daysBetween(from: Date, to: Date): number {
  const midnight = (d: Date) => Date.UTC(d.getFullYear(), d.getMonth(), d.getDate());
  return Math.round((midnight(to) - midnight(from)) / 86_400_000);
}

/** Made once per language: building an Intl formatter costs more than a hundred uses of it. */
export const formats = (tag: string): Formats => (cache[tag] ??= make(usable(tag)));

function make(locale: string | undefined): Formats {
  const lazy = (options: Intl.DateTimeFormatOptions) => {
    let format: Intl.DateTimeFormat | undefined;
    // A date that is no date must not throw in the middle of a list.
    return (date: Date): string => (isNaN(+date) ? '' : (format ??= new Intl.DateTimeFormat(locale, options)).format(date));
  };
  const weekday = lazy({ weekday: 'long' });
  const date = { day: 'numeric', month: 'long' } as const;
  const near = lazy(date);
  const far = lazy({ ...date, year: 'numeric' });
  const capital = (text: string) => text.replace(/^./u, (first) => first.toLocaleUpperCase(locale));
  const made: Formats = {
    locale,
    time: lazy({ hour: 'numeric', minute: '2-digit' }),
    day: (date, now = new Date()) => {
      const ago = daysBetween(date, now);
      if (ago === 0 || ago === 1) return capital(new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-ago, 'day'));
      if (ago > 1 && ago < 7) return capital(weekday(date));
      return (date.getFullYear() === now.getFullYear() ? near : far)(date);
    },
    full: lazy({ dateStyle: 'full', timeStyle: 'short' }),
    number: (n) => n.toLocaleString(locale),
    prepare: () => [made.time, made.day, made.full].forEach((format) => globalThis.requestIdleCallback?.(() => format(new Date()))),
  };
  return made;
}
