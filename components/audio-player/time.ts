import type { Formats } from '../../src/i18n/index.js';

/** Seconds as minutes and seconds, with hours where there are any, in the digits of the language. */
export function timeText(seconds: number, { locale }: Formats): string {
  const whole = Math.max(0, Math.floor(seconds + 0.05));
  const two = (n: number) => n.toLocaleString(locale, { minimumIntegerDigits: 2 });
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h ? `${h.toLocaleString(locale)}:${two(m)}:${two(s)}` : `${m.toLocaleString(locale)}:${two(s)}`;
}
