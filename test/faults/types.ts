import type { PageFaults } from './kinds.js';

/** A backend, and the other side of the conversation, which talks to it directly and never gives up. */
export interface Service {
  readonly port: number;
  /** The other side says something; it is repeated until the backend has it. */
  say(text: string): void;
  /** What the other side hears of the client, as it comes. */
  heard: (text: string) => void;
  /** Every message that the backend has stored, in its order. The truth. */
  log(): Promise<readonly string[]>;
  /** Ends the server and starts it again. `kept`: with a goodbye, and with what it has in memory where that can be. */
  restart(kept: boolean): Promise<void>;
  stop(): Promise<void>;
}

/** A client on the faulty side. Texts are `up N` from it and `down N` to it. */
export interface Client {
  /** True: taken, so it must arrive. False: refused. Undefined: nobody can tell. */
  send(text: string): Promise<boolean | undefined>;
  /** What a person sees, oldest first; the newest few hundred are enough. Own messages that wait or failed are not seen as sent. */
  shown(): Promise<readonly string[]>;
  readonly page: PageFaults;
  /** How often it opened a connection while it still held one that it had not closed. Undefined where that cannot be seen. */
  overlaps?(): number;
  stop(): Promise<void>;
}

export interface Place {
  /** The proxy's port. */
  readonly port: number;
  readonly room: string;
  /** Tells what arrives, at once. */
  heard(text: string): void;
}

/** Something to be tested: a client and the backend that it speaks to. */
export interface Subject {
  readonly name: string;
  /** What it is, for the report. */
  readonly about: string;
  /** The backend's log has no one order of what both sides say: each side's own is all there is to hold it to. */
  readonly loose?: boolean;
  service(room: string): Promise<Service>;
  client(place: Place): Promise<Client>;
}
