const clocks = new Map<string | undefined, Intl.DateTimeFormat>();

/** To the millisecond: frames that come together are told apart. */
export function clock(time: number, locale: string | undefined): string {
  let format = clocks.get(locale);
  if (!format) clocks.set(locale, (format = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hourCycle: 'h23' })));
  return format.format(time);
}
