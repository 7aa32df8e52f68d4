/** What the chat keeps in the browser has this name. */
export const DATABASE = 'chat-elements';
/** What a page left in its last moment (left.ts) has this one. With a writer's id behind it, it is the lock that tells others that the writer's page lives (leases.ts). */
export const leftKey = (name = DATABASE): string => `${name}:left`;

/** The browser's database, where there is one to be had. Throws in sandboxed frames at the mere mention. */
export function databases(): IDBFactory | undefined {
  try {
    // Chromium has one there, which refuses everything, and leaves behind a rejection that nobody can catch when it is asked for its names.
    if (globalThis.origin === 'null' && location.protocol !== 'file:') return undefined;
    return globalThis.indexedDB ?? undefined;
  } catch {
    return undefined;
  }
}

/** Some browsers never answer when they are asked for their databases. Milliseconds. */
const PATIENCE = 2000;

/**
 * Whether an earlier page kept something, without making a database on a page where nobody did anything yet. Where the browser does not say, it is taken for no: the chat is
 * not to wait for it, and looks again with the first message.
 */
export async function databaseExists(name = DATABASE, factory = databases(), patience = PATIENCE): Promise<boolean> {
  try {
    // Left in the last moment of a page, before there was a database.
    if (localStorage.getItem(leftKey(name))) return true;
  } catch {
    // None to be had.
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, patience, false)));
  try {
    return await Promise.race([late, exists(name, factory)]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

async function exists(name: string, factory: IDBFactory | undefined): Promise<boolean> {
  if (factory?.databases) return (await factory.databases()).some((db) => db.name === name);
  if (!factory) return false;
  // Where databases cannot be listed: begin to open it, and undo that where it would have to be made.
  return new Promise<boolean>((resolve) => {
    const request = factory.open(name);
    request.onupgradeneeded = () => request.transaction?.abort();
    request.onerror = (event) => {
      event.preventDefault();
      resolve(false);
    };
    request.onsuccess = () => {
      request.result.close();
      resolve(true);
    };
  });
}
