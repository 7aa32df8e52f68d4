/**
 * What every test server looks like from outside, whatever protocol it speaks: a real process-grade server on a port of its own, a script in the hands of
 * a test (in the same process), and the same script over HTTP for the playground. A server: `export const start: Start<Modes> = …` in `<protocol>.ts`.
 */

/** How a server behaves; each server adds modes of its own. Changed at any time with `control.set()`, and with `POST /modes`. */
export interface CommonModes {
  /** The one token that is let in; undefined: any that is not empty. `any` also lets in who has none. */
  token: string | undefined | 'any';
  /** New connections are refused before the handshake with this HTTP status; 0: they are not. */
  refuse: number;
}

/** One client that is, or was, connected. */
export interface ClientInfo {
  /** From 1, in order of arrival. */
  readonly id: number;
  /** Path and query it came with, decoded by nobody. */
  readonly path: string;
  readonly open: boolean;
}

/** A frame that went over a socket, in order: text as text, JSON included; bytes as `{ bytes }`. A plain request over HTTP is of client 0: `POST /path`, and its body on the next line. */
export interface LogEntry {
  readonly client: number;
  readonly direction: 'in' | 'out';
  readonly frame: string | { readonly bytes: number };
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** Something that a person or a test can have the server do: a message from the other side, an error, a burst. */
export interface Action {
  /** For people, in the playground. */
  readonly title: string;
  /** Arguments with the values that stand in for those left out. */
  readonly args: Readonly<Record<string, unknown>>;
  run(args: Readonly<Record<string, unknown>>): unknown;
}

export interface Control<Modes extends CommonModes = CommonModes> {
  readonly modes: Readonly<Modes>;
  set(modes: Partial<Modes>): void;
  readonly actions: Readonly<Record<string, Action>>;
  /** Runs an action. Throws on a name that is not there. */
  act(name: string, args?: Readonly<Record<string, unknown>>): unknown;
  readonly clients: readonly ClientInfo[];
  readonly log: readonly LogEntry[];
  /** What clients sent, as text, in order; of one client or all. */
  received(client?: number): readonly string[];
  /** Sends a frame as it is: text as text, bytes as bytes, anything else as JSON. To one client or to all that are open; returns how many. */
  say(frame: unknown, client?: number): number;
  /** Closes with a code and a reason. */
  kick(code: number, reason?: string, client?: number): number;
  /** Ends the TCP connection without a word, as a lost network does. */
  cut(client?: number): number;
  /** Stops listening and cuts everybody off; `up()` listens on the same port again. What the server stores stays. */
  down(): Promise<void>;
  up(): Promise<void>;
  /** Forgets the log. */
  clear(): void;
}

export interface TestServer<Modes extends CommonModes = CommonModes> {
  readonly protocol: string;
  /** For the attribute `url`: `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  /**
   * The same control over HTTP, on a port of its own, open to any origin of this machine:
   * `GET /` modes, actions, clients · `GET /log?after=N` · `POST /act {name, args}` · `POST /say {frame, client?}` (or `{bytes, client?}`, in base64) · `POST /modes {…}` ·
   * `POST /kick {code, reason?, client?}` · `POST /cut {client?}` · `POST /down` · `POST /up` · `POST /clear`.
   */
  readonly controlUrl: string;
  readonly control: Control<Modes>;
  close(): Promise<void>;
}

export interface StartOptions<Modes extends CommonModes = CommonModes> {
  /** Default 0: any that is free. */
  readonly port?: number;
  readonly controlPort?: number;
  readonly modes?: Partial<Modes>;
}

export type Start<Modes extends CommonModes = CommonModes> = (options?: StartOptions<Modes>) => Promise<TestServer<Modes>>;
