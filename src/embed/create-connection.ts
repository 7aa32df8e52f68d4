import { createSession, type OwnedSession } from '../context/create.js';
import { DEFAULT_ADDRESS, DEFAULT_TUNING, type Address, type ConnectionView, type Settings, type TokenSource, type Tuning } from '../domain/index.js';

/** Settings of a connection made in code: those of `<chat-connection>`, in camelCase. What is left out has its usual default. */
export interface ConnectionOptions extends Partial<Address>, Partial<Tuning> {
  readonly token?: TokenSource;
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
  const { token, getToken, noAutoconnect = false, shareTabs = false, debug = false, ...rest } = options ?? {};
  const given = Object.entries(rest).filter(([, value]) => value !== undefined && value !== null);
  const isTuning = ([name]: [string, unknown]) => name in DEFAULT_TUNING;
  const settings: Settings = {
    address: { ...DEFAULT_ADDRESS, ...Object.fromEntries(given.filter((one) => !isTuning(one))) },
    tuning: Object.fromEntries(given.filter(isTuning)),
    token: getToken ?? token,
    shareTabs,
    debug,
  };
  const session = createSession(settings);
  const of = <K extends keyof CreatedConnection>(get: () => CreatedConnection[K]) => ({ get, enumerable: true });
  const made = Object.defineProperties(session, {
    status: of<'status'>(() => session.connection.status),
    connected: of<'connected'>(() => session.connection.status === 'connected'),
    error: of<'error'>(() => session.connection.error),
    attempts: of<'attempts'>(() => session.connection.attempts),
  }) as CreatedConnection;
  if (!noAutoconnect) made.start();
  return made;
}
