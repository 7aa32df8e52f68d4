/** The clock on the wall goes on by a day, for whoever asks what time it is; what was made of a time stays. Returns what sets it right again. */
export function tomorrow(): () => void {
  const Real = Date;
  const later = (): Date => {
    const now = new Real();
    now.setDate(now.getDate() + 1);
    return now;
  };
  globalThis.Date = class extends Real {
    constructor(...given: ConstructorParameters<typeof Date> | []) {
      super(...((given.length > 0 ? given : [later()]) as [Date]));
    }
    static override now = (): number => +later();
  } as DateConstructor;
  return () => void (globalThis.Date = Real);
}
