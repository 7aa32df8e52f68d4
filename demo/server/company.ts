import type { Conversation } from './conversation.js';
import type { User } from './types.js';

/** How long someone may be away (a reload, a reconnect) before the others are told. */
const AWAY_MS = 1_500;
/** As clients do: who does not say that they go on writing has stopped. */
const TYPING_MS = 6_000;

/** Who is in a conversation right now, by its own sockets or by way of the lobby, and who of them is writing. Known from the sockets; nothing of it is stored. */
export class Company {
  #typing = new Map<string, { by: User; text?: string; until: number }>();
  #online: Map<string, User>;
  constructor(readonly room: Conversation) {
    this.#online = this.here();
  }

  here(exceptConn?: string): Map<string, User> {
    const here = new Map<string, User>();
    for (const [, who] of this.room.members()) if (who.conn !== exceptConn) here.set(who.user.id, who.user);
    for (const [conn, who] of this.room.people.watchers()) if (conn !== exceptConn) here.set(who.user.id, who.user);
    return here;
  }
  /** Whether anyone but the visitor is in the room. */
  hasOthers(): boolean {
    const visitor = this.room.visitor?.id;
    return [...this.here().keys()].some((id) => id !== visitor);
  }

  /** Tells who came and who left since the last time. */
  notice(): void {
    const { audience, c } = this.room;
    const before = this.#online, now = (this.#online = this.here());
    for (const [id, user] of now) if (!before.has(id)) audience.cast({ t: 'presence', c, user, online: true }, { notTo: id });
    for (const [id, user] of before) if (!now.has(id)) audience.cast({ t: 'presence', c, user, online: false });
    const visitor = this.room.visitor?.id;
    if (visitor && before.has(visitor) !== now.has(visitor)) audience.row();
  }
  noticeLater(): void {
    setTimeout(() => this.notice(), AWAY_MS);
  }

  type(by: User, on: boolean, text?: string): void {
    const { audience, c } = this.room;
    if (on) this.#typing.set(by.id, { by, text, until: Date.now() + TYPING_MS });
    else this.#typing.delete(by.id);
    audience.cast({ t: 'typing', c, by, on, text: on ? text : undefined }, { notTo: by.id });
    if (by.role !== 'visitor') return;
    audience.row();
    if (on) setTimeout(() => this.typing().length || audience.row(), TYPING_MS + 50);
  }
  /** What someone sent is what they were writing. */
  wrote(id: string): void {
    this.#typing.delete(id);
  }
  typing(): { by: User; text?: string }[] {
    const now = Date.now();
    for (const [id, { until }] of this.#typing) if (until <= now) this.#typing.delete(id);
    return [...this.#typing.values()].map(({ by, text }) => ({ by, text }));
  }
}
