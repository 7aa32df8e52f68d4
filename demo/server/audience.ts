import type { Conversation } from './conversation.js';
import type { Entry, News, Out } from './types.js';

/** Entries that follow another within this time go out together. */
const JOIN_MS = 5;
const RETRY_MS = 300;
/** How often the lobby gets a new row at most, while none of its sockets follows the conversation. */
const ROW_MS = 100;
/** When a crashed conversation is woken to tell the lobby what it may have missed. */
const ALARM_MS = 5_000;

/**
 * Tells what happens: to the room's own sockets, and to the website's lobby. The lobby is told one batch at a time, in order, and again until it confirms;
 * how far it confirmed is kept, so that a crash in between is made up for on the next wake.
 */
export class Audience {
  #entries: Entry[] = [];
  #timer: number | null = null;
  #last = 0;
  #news: News[] = [];
  #row = false;
  #talking = false;
  #alarmed = 0;

  constructor(readonly room: Conversation) {}

  entry(entry: Entry): void {
    this.#entries.push(entry);
    this.#row = true;
    const since = Date.now() - this.#last;
    if (since >= JOIN_MS) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), JOIN_MS - since);
  }

  /** Sends the entries that wait. Everything else calls this first, so that nothing overtakes an entry. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#entries.length) return;
    this.#last = Date.now();
    const entries = this.#entries.splice(0);
    const text = JSON.stringify({ t: 'entries', c: this.room.c, entries, live: true });
    for (const [socket] of this.room.listeners()) this.room.write(socket, text);
    this.#report({ entries });
  }

  /** Something passing, to all but its author or one connection. */
  cast(frame: Out, except: { notTo?: string; notConn?: string } = {}): void {
    this.flush();
    const text = JSON.stringify(frame);
    for (const [socket, who] of this.room.listeners()) {
      if (who.user.id !== except.notTo && who.conn !== except.notConn) this.room.write(socket, text);
    }
    this.#report({ frame, ...except });
  }

  /** The row in the inbox changed. */
  row(): void {
    this.#row = true;
    void this.#talk();
  }

  #report(news: News): void {
    // Without team sockets that listen, the row alone is enough.
    if (this.room.people.watchers().size) this.#news.push(news);
    else if (!('entries' in news)) return;
    void this.#talk();
  }

  /** After a wake: whatever the lobby has not confirmed is told again; sockets drop what they have. */
  catchUp(): void {
    const confirmed = Number(this.room.log.get('lobby') ?? 0);
    if (confirmed >= this.room.log.head || this.#talking) return;
    const missed = this.room.people.watchers().size ? this.room.log.after(confirmed) : undefined;
    for (const entries of missed?.reverse() ?? []) this.#news.unshift({ entries });
    this.row();
  }

  async #talk(): Promise<void> {
    if (this.#talking) return;
    const { room } = this;
    // Before its first message a conversation is nobody's business but its visitor's.
    if (!room.log.head && !room.people.watchers().size) return void (this.#news = []);
    this.#talking = true;
    this.#alarm();
    for (let tries = 0; this.#news.length || this.#row; ) {
      const news = this.#news.splice(0), head = room.log.head;
      const row = this.#row ? room.row() : undefined;
      this.#row = false;
      try {
        const lobby = room.env.lobby.get(room.env.lobby.idFromName(encodeURIComponent(room.website)));
        await lobby.publish(room.c, news, row);
        tries = 0;
        // While only the row changes, a few times a second are enough.
        if (!room.people.watchers().size) await new Promise((done) => setTimeout(done, ROW_MS));
        if (Number(room.log.get('lobby') ?? 0) < head) room.log.set('lobby', String(head));
      } catch (error) {
        this.#news.unshift(...news);
        this.#row = true;
        if (++tries > 5) {
          // The alarm tries again; what is passing has passed.
          console.error('The lobby cannot be told:', error);
          this.#news = [];
          break;
        }
        await new Promise((done) => setTimeout(done, RETRY_MS * tries));
      }
    }
    this.#talking = false;
  }

  #alarm(): void {
    const now = Date.now();
    if (this.#alarmed > now) return;
    this.#alarmed = now + ALARM_MS;
    void this.room.ctx.storage.setAlarm(this.#alarmed);
  }
}
