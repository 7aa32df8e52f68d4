interface Ending {
  close?(): unknown;
  stop?(): unknown;
  dispose?(): unknown;
}

/**
 * Starts things at the same time, as `Promise.all` waits for them. Where one does not come, what did is ended first: nobody has been given it, so no `after` can end it, and a browser
 * that is left behind keeps the run from ending.
 */
export async function together<const T extends readonly Promise<Ending>[]>(starts: T): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const all = await Promise.allSettled(starts);
  const failed = all.find((one) => one.status === 'rejected');
  if (!failed) return Promise.all(starts) as Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }>;
  await Promise.allSettled(all.map(async (one) => one.status === 'fulfilled' && (one.value.close?.() ?? one.value.stop?.() ?? one.value.dispose?.())));
  throw failed.reason;
}
