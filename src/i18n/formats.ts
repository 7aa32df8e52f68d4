import { usable } from './plural.js';

/** Dates and times in one language. */
export interface Formats {
  /** Hours and minutes, as the language writes them. */
  time(date: Date): string;
  /** Today, Yesterday, the weekday within the last week, else the date. */
  day(date: Date, now?: Date): string;
  /** Date and time in full, for a title. */
  full(date: Date): string;
  number(n: number): string;
  /** Bytes, rounded: 1.2 MB. */
  size(bytes: number): string;
}

const DAY = 86_400_000;
const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
const cache = new Map<string, Formats>();

/** Whole calendar days between two moments, in local time; daylight saving makes some days 23 or 25 hours long. */
export function daysBetween(from: Date, to: Date): number {
  const noon = (d: Date) => Date.UTC(d.getFullYear(), d.getMonth(), d.getDate());
  return Math.round((noon(to) - noon(from)) / DAY);
}

/** Made once per language: building an Intl formatter costs more than a hundred uses of it. */
export function formats(tag: string): Formats {
  let found = cache.get(tag);
  if (!found) cache.set(tag, (found = make(usable(tag))));
  return found;
}

function make(locale: string | undefined): Formats {
  const lazy = (options: Intl.DateTimeFormatOptions) => {
    let format: Intl.DateTimeFormat | undefined;
    // A date that is no date must not throw in the middle of a list.
    return (date: Date): string => (Number.isNaN(date.getTime()) ? '' : (format ??= new Intl.DateTimeFormat(locale, options)).format(date));
  };
  const time = lazy({ hour: 'numeric', minute: '2-digit' });
  const full = lazy({ dateStyle: 'full', timeStyle: 'short' });
  const weekday = lazy({ weekday: 'long' });
  const near = lazy({ day: 'numeric', month: 'long' });
  const far = lazy({ day: 'numeric', month: 'long', year: 'numeric' });
  let relative: Intl.RelativeTimeFormat | undefined;
  let times = new Map<number, string>();
  return {
    time: (date) => {
      // Ten thousand messages share a few thousand minutes at most.
      const minute = Math.floor(date.getTime() / 60_000);
      let text = times.get(minute);
      if (text === undefined) {
        if (times.size > 2000) times = new Map();
        times.set(minute, (text = time(date)));
      }
      return text;
    },
    day: (date, now = new Date()) => {
      const ago = daysBetween(date, now);
      if (ago === 0 || ago === 1) return capital((relative ??= new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })).format(-ago, 'day'), locale);
      if (ago > 1 && ago < 7) return capital(weekday(date), locale);
      return date.getFullYear() === now.getFullYear() ? near(date) : far(date);
    },
    full,
    number: (n) => n.toLocaleString(locale),
    size: (bytes) => {
      const step = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
      return (bytes / 1000 ** step).toLocaleString(locale, { style: 'unit', unit: UNITS[step]!, unitDisplay: 'short', maximumFractionDigits: step > 1 ? 1 : 0 });
    },
  };
}

const capital = (text: string, locale: string | undefined): string => {
  const first = String.fromCodePoint(text.codePointAt(0) ?? 32);
  return first.toLocaleUpperCase(locale) + text.slice(first.length);
};
