import type { Conversation } from '../conversation/conversation.js';
import { lastId } from '../conversation/last.js';
import { ChatError, reportError } from '../errors/index.js';
import type { Exchange } from '../protocols/codec.js';
import type { Core } from './core.js';
import { exchange } from './exchange.js';

/** After a socket opened, what is missing is asked for twice: a subscription may take effect a moment after the first answer was made. Milliseconds between the two. */
const SETTLE = 1000;

/** Where the answers have to go on from, and how many are still wanted of it. */
interface Missing {
  readonly after: string | undefined;
  readonly left: number;
  /** Behind which message of what is shown. One's own may stand higher up than it is listed: what follows it does not. */
  readonly behind?: string | null;
}

/** By conversation, over changes of the address: who goes to another conversation, or signs in anew, comes back to what was missing. */
const lacks = new WeakMap<Conversation, Missing>();
/** Whether what is listed of a conversation is news: not where nothing of it was known, until all was listed once. */
const isNews = new WeakMap<Conversation, boolean>();

/**
 * Asks over HTTP for what no socket brings: in rounds while there is none, and after one opened until nothing can be missing. Never two rounds at a time.
 *
 * Where to go on from is noted before the socket brings anything, and kept until it was answered: the newest message that is known would not do, since live ones come
 * in while older ones are still missing. It is kept in storage as well, in one transaction with the messages: the page may end before the answer.
 */
export class Poller {
  /** The last round was answered: over HTTP, we are connected. */
  works = false;
  #core: Core;
  #alive: () => void;
  /** Ends the wait for a token. */
  #waited: ((had?: boolean) => void) | undefined;
  #timer: unknown;
  #wanted = false;
  #asking = false;
  #again = false;
  /** The token was refused, and this is the one that was asked for anew. */
  #fresh = false;
  #end = new AbortController();

  /** `alive`: there is a life of the codec without a socket. */
  constructor(core: Core, alive: () => void) {
    this.#core = core;
    this.#alive = alive;
  }

  /** Id of the message after which to ask. */
  since(conversation: string): string | undefined {
    const target = this.#core.of(conversation);
    const { after } = lacks.get(target) ?? { after: target.view.info.missing ?? lastId(target) };
    return after || undefined;
  }

  /** What is missing of a conversation, or that nothing is. It is written together with the messages that are here by then. */
  #lack(target: Conversation, missing?: Missing): void {
    if (missing) lacks.set(target, missing);
    else lacks.delete(target);
    const after = missing && (missing.after ?? '');
    // What came may still wait for code: a page that ends before it is here must not have passed it.
    if (after === target.view.info.missing || (after && !target.find(after))) return;
    target.inform({ missing: after });
    this.#core.changed(target, target.report());
  }

  /** An attempt to get a socket failed. */
  start(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    void this.#round();
  }

  stop(): void {
    this.#wanted = this.works = false;
    this.#waited?.();
    this.#core.deps.clock.clearTimeout(this.#timer);
  }

  /** The socket is open and subscribed; or this conversation is, from now on. */
  opened(conversations: Iterable<string>): void {
    this.stop();
    for (const id of conversations) this.#lack(this.#core.of(id), { ...lacks.get(this.#core.of(id)), after: this.since(id), left: 2 });
    void this.#round();
  }

  /** Another address: nothing that is on its way counts any more. */
  dispose(): void {
    this.stop();
    this.#end.abort();
  }

  /** Access was refused to a request. One fresh token, one try; then it is over, the tries for a socket as well. False: that is for the connection to see to. */
  refused(code: string, reason: string): boolean {
    const { line, settings } = this.#core;
    if (line.connection.view.status === 'connected') return false;
    if (!this.#wanted) return true;
    // The next life of the codec asks for its own token.
    line.drop();
    if (typeof settings.token === 'function' && !this.#fresh) {
      this.#fresh = true;
      void this.#round();
    } else line.connection.fail(new ChatError(code === 'signed-out' ? code : 'denied', { reason: reason.replace(/\.$/, '') }));
    return true;
  }

  get #up(): boolean {
    return this.#core.line.connection.view.status === 'connected';
  }

  async #round(): Promise<void> {
    const { clock } = this.#core.deps;
    clock.clearTimeout(this.#timer);
    this.#again = this.#asking;
    if (this.#asking) return;
    this.#asking = true;
    const began = clock.now();
    const answered = Boolean(await this.#ask().catch(reportError));
    this.#asking = false;
    if (this.#end.signal.aborted) return;
    // What was to be tried later can be tried now: what arrived of it before this was asked is known.
    if (answered && (this.#up || !this.works)) this.#core.sending?.anew(began);
    if (this.#wanted && answered !== this.works) {
      this.works = answered;
      this.#core.line.connection.refresh();
    }
    if (this.#again) void this.#round();
    else if (this.#wanted || (this.#up && [...this.#core.subscriptions].some((id) => lacks.has(this.#core.of(id))))) {
      this.#timer = clock.setTimeout(() => void this.#round(), this.#up && answered ? SETTLE : this.#core.tuning.pollingInterval);
    }
  }

  /** A token that never comes must hold up neither the next round nor a socket that was had meanwhile; one that comes too late begins nothing. */
  #begin(): Promise<boolean> {
    const { line, tuning, deps: { clock } } = this.#core;
    return new Promise((resolve) => {
      const timer = clock.setTimeout(() => this.#waited!(), tuning.requestTimeout);
      const waited = (this.#waited = (had = false): void => {
        if (this.#waited !== waited) return;
        this.#waited = undefined;
        clock.clearTimeout(timer);
        if (had) {
          line.begin();
          this.#alive();
        }
        resolve(had);
      });
      line.token().then(() => waited(true), () => waited());
    });
  }

  /** True if there was something to ask for, and all of it was answered. */
  async #ask(): Promise<boolean> {
    const core = this.#core;
    let answered = false;
    for (const conversation of core.subscriptions) {
      if (this.#up && !lacks.has(core.of(conversation))) continue;
      if (!this.#up && !this.#wanted) return false;
      // Without a token there is nothing to ask with; it is asked for again before the next round.
      if (!core.line.wire && !(await this.#begin())) return false;
      if (this.#end.signal.aborted) return false;
      if (!(await this.#list(conversation))) return false;
      answered = true;
    }
    return answered;
  }

  /** Asks for one conversation: until an answer brings nothing more, where many are missing and a backend may give some at a time. */
  async #list(conversation: string): Promise<boolean> {
    const core = this.#core;
    const target = core.of(conversation);
    for (;;) {
      const { wire } = core.line;
      const after = this.since(conversation);
      const news = isNews.get(target) ?? after !== undefined;
      const asked = wire?.poll?.(conversation, news);
      if (!asked) return false;
      let last = after;
      let more = false;
      let unread = false;
      let behind = lacks.get(target)?.behind ?? after ?? null;
      const answer: Exchange['answer'] = (status, text) => {
        const shown = target.log.all();
        const place = (...ids: Parameters<Conversation['find']>) => shown.indexOf(target.find(...ids)!);
        let lowest = place(behind ?? undefined);
        return asked.answer(status, text).map((event) => {
          if (event.type === 'error') unread ||= !!event.unread;
          if (event.type !== 'message') return event;
          const { id, clientId } = event.message;
          const at = place(id, clientId);
          const placed = event.after === undefined ? event : { ...event, after: behind };
          more ||= at < 0;
          last = id ?? last;
          if (at < 0 || at > lowest) behind = id ?? behind;
          lowest = Math.max(lowest, at);
          return placed;
        });
      };
      const status = await exchange(core, { ...asked, answer }, this.#end.signal);
      if (status < 200 || status > 299 || unread) return false;
      this.#fresh = false;
      isNews.set(target, news || !more);
      // An earlier page ended before it had all.
      const missing = lacks.get(target) ?? (target.view.info.missing === undefined ? undefined : { after, left: 1 });
      // What was asked for before the socket opened says nothing of what came meanwhile; a part of the list in which all is known says nothing of the next.
      if (missing && core.line.wire === wire) {
        const done = !more && (last === after || last === lastId(target));
        const left = missing.left - (done ? 1 : 0);
        if (!done || (this.#up && left)) this.#lack(target, { after: last, left, behind });
        else this.#lack(target);
      }
      // Where what came still waits for code, the same would only come again.
      if (!more || (news && !missing) || this.since(conversation) === after || this.#end.signal.aborted) return true;
    }
  }
}
