const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** Bytes, rounded: 1.2 MB. Only messages with files come to this. */
export function formatSize(bytes: number, locale: string | undefined): string {
  const step = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return (bytes / 1000 ** step).toLocaleString(locale, { style: 'unit', unit: UNITS[step]!, unitDisplay: step ? 'short' : 'long', maximumFractionDigits: step > 1 ? 1 : 0 });
}
