import { createSession, type OwnedSession } from '../context/create.js';
import { settingsOf } from '../context/settings-of.js';
import type { Address, ConnectionView, TokenSource, Tuning } from '../domain/index.js';

/** Settings of a connection made in code: those of `<chat-connection>`, in camelCase. What is left out has its usual default. */
export interface ConnectionOptions extends Partial<Address>, Partial<Tuning> {
  readonly token?: TokenSource;
  /** WebSocket sub-protocols, separated by spaces or commas. */
  readonly protocols?: string;
  /** Asked before every connect; goes before `token`. */
  readonly getToken?: () => string | undefined | Promise<string | undefined>;
  /** Wait for `connect()`. */
  readonly noAutoconnect?: boolean;
  readonly shareTabs?: boolean;
  readonly debug?: boolean;
}

/** What the element says of itself, beside what it says in `connection`. */
export interface CreatedConnection extends OwnedSession, Readonly<Pick<ConnectionView, 'status' | 'error' | 'attempts'>> {
  readonly connected: boolean;
}

/**
 * A connection without an element, for pages that draw their own chat. Behaves as `<chat-connection>` does: it opens at once when a conversation is set
 * or remembered, else with the first need. `dispose()` ends it.
 */
export function createConnection(options: ConnectionOptions = {}): CreatedConnection {
  const given = { debug: false, shareTabs: false, ...options };
  const settings = settingsOf({ ...given, protocols: given.protocols ?? given.subprotocols });
  const session = createSession(settings);
  const views: Readonly<Record<string, () => unknown>> = {
    status: () => session.connection.status,
    connected: () => session.connection.status === 'connected',
    error: () => session.connection.error,
    attempts: () => session.connection.attempts,
  };
  // Not put onto the session: one that tabs share has names of its own.
  const made = new Proxy(session as CreatedConnection, {
    get(_, key) {
      if (Object.hasOwn(views, key)) return views[key as string]!();
      const value: unknown = Reflect.get(session, key);
      return typeof value === 'function' ? value.bind(session) : value;
    },
  });
  if (!options?.noAutoconnect) made.start();
  return made;
}
