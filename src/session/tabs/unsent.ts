import type { DurableCommand } from '../../domain/index.js';
import { PATIENCE } from '../../conversation/outbox.js';
import { reportError } from '../../errors/index.js';
import { rowOf } from '../../storage/left.js';
import type { OutboxRow, Store } from '../../storage/types.js';
import { within } from '../within.js';
import type { TabsDeps } from './browser.js';

export interface UnsentHandlers {
  /** What is asked for now belongs to this person and backend. */
  scope(): string;
  /** It is in the outbox (`kept`), or could not be put there: time to name it to whoever leads. */
  ready(command: DurableCommand, kept: boolean): void;
  /** It is not kept over the end of the page. */
  volatile(): void;
}

interface Waiting {
  readonly command: DurableCommand;
  readonly scope: string;
}

/**
 * What must arrive and was not seen at the leader's yet. It is put in the outbox before the leader hears of it, under a writer that nobody holds: whoever leads takes it over,
 * in one transaction.
 */
export class Unsent {
  readonly #deps: TabsDeps;
  readonly #handlers: UnsentHandlers;
  /** What this tab leaves in the outbox has this writer; it holds no lease, so it is anybody's. */
  readonly #writer: string;
  #store: Store | undefined;
  #persisted: Promise<void> | undefined;
  /** What has yet to be put there. */
  readonly #waiting = new Map<string, Waiting>();
  /** It is known of all before those whether it is kept. */
  #kept = Promise.resolve();
  readonly #numbers = new Map<string, number>();
  /** `kept`: it is in the outbox, or could not be put there; undefined while it is on its way. */
  readonly #asked = new Map<string, { readonly command: DurableCommand; readonly kept?: boolean }>();
  readonly #dropped = new Set<string>();

  constructor(deps: TabsDeps, handlers: UnsentHandlers) {
    this.#deps = deps;
    this.#handlers = handlers;
    this.#writer = deps.newId();
  }

  get size(): number {
    return this.#asked.size;
  }

  get volatile(): boolean {
    return this.#store?.volatile === true;
  }

  has(id: string): boolean {
    return this.#asked.has(id);
  }

  /** All of it, in the order in which it was asked for. */
  all(): readonly DurableCommand[] {
    return [...this.#asked.values()].map(({ command }) => command);
  }

  /** What can be named to whoever leads, apart by whether the outbox has it. What is on its way into the outbox is named as soon as it is there. */
  *named(): Generator<{ readonly commands: readonly DurableCommand[]; readonly kept: boolean }> {
    const asked = [...this.#asked.values()];
    for (const kept of [true, false]) {
      const commands = asked.filter((one) => one.kept === kept).map(({ command }) => command);
      if (commands.length) yield { commands, kept };
    }
  }

  number(conversation: string): number {
    const n = (this.#numbers.get(conversation) ?? 0) + 1;
    this.#numbers.set(conversation, n);
    return n;
  }

  /** Puts a command where whoever leads finds it, then says so. */
  keep(command: DurableCommand, scope = this.#handlers.scope()): Promise<void> {
    this.#asked.set(command.id, { command });
    this.#waiting.set(command.id, { command, scope });
    return (this.#kept = this.#kept.then(() => this.#keep()).catch(reportError));
  }

  /**
   * What was asked for meanwhile, all of it or nothing, and nothing else before it is known whether that is kept: whoever leads looks into the outbox by itself, and would find a later
   * one there before it hears of an earlier one that is not. So as long as it has yet to take what could not be kept, what comes behind that is not put there either.
   */
  async #keep(): Promise<void> {
    // Once each, and in its order: when storage is gone all of it is asked for again, with what is waiting here.
    const ids = [...this.#asked.keys()];
    const place = ({ command }: Waiting): number => ids.indexOf(command.id);
    const all = [...this.#waiting.values()].toSorted((a, b) => place(a) - place(b));
    this.#waiting.clear();
    const held = [...this.#asked.values()].some(({ kept }) => kept === false);
    // A conversation that has no id yet: the leader gives it one.
    const placed = held ? 0 : [...all, { command: { conversation: '' } }].findIndex(({ command }) => !command.conversation);
    const rows = all.slice(0, placed);
    let kept = false;
    if (rows.length) {
      const store = (this.#store ??= this.#deps.store());
      store.gone ??= () => this.all().forEach((one) => void this.keep(one));
      const keeping = (this.#persisted ??= store.persist()).then(() => Promise.all(rows.map(({ command, scope }) => store.putOutbox(this.#row(command, scope))))).catch(() => undefined);
      kept = (await within(this.#deps.clock, keeping, PATIENCE)) && store.kind === 'indexeddb';
      // Whoever leads is asked for it as it is, and it must not come from storage as well. Unless it was asked for once more.
      if (!kept) {
        void keeping.then(() => {
          for (const { command } of rows) {
            const asked = this.#asked.get(command.id);
            if (!asked || asked.kept === false) void this.#erase(command);
          }
        });
      }
      if (store.volatile) this.#handlers.volatile();
    }
    all.forEach((one, i) => this.#waiting.has(one.command.id) || this.#name(one, kept && i < placed));
  }

  #name({ command, scope }: Waiting, kept: boolean): void {
    // Taken back meanwhile.
    if (this.#dropped.delete(command.id)) return void this.#erase(command);
    // Of somebody else, or for another backend: it waits for them.
    if (scope !== this.#handlers.scope()) return void this.#asked.delete(command.id);
    this.#asked.set(command.id, { command, kept });
    this.#handlers.ready(command, kept);
  }

  /** Whoever leads has it. */
  settle(id: string): void {
    this.#asked.delete(id);
  }

  /** The leader says that it has these. A message counts as taken when it is seen among the leader's. */
  took(ids: readonly string[]): void {
    for (const id of ids) if (this.#asked.get(id)?.command.type !== 'send-message') this.#asked.delete(id);
  }

  drop(command: DurableCommand): void {
    const asked = this.#asked.get(command.id);
    // On its way into the outbox it would be sent all the same.
    if (asked && asked.kept === undefined) this.#dropped.add(command.id);
    this.#asked.delete(command.id);
    void this.#erase(command);
  }

  /** The page goes: what is still on its way into the outbox is left where whoever leads looks for it. False: there is nothing. */
  leave(): boolean {
    const scope = this.#handlers.scope();
    const rows = [...this.#asked.values()].filter(({ kept, command }) => !kept && !this.#dropped.has(command.id)).map(({ command }) => this.#row(command, scope));
    if (rows.length) (this.#store ??= this.#deps.store()).leave(this.#writer, rows);
    return rows.length > 0;
  }

  /** The page came back. */
  comeBack(): void {
    this.#store?.leave(this.#writer, []);
  }

  /** It is another person's or backend's page from now on; what is in the outbox stays there. */
  forget(): void {
    this.#asked.clear();
  }

  close(): void {
    this.#store?.close();
  }

  #row(command: DurableCommand, scope: string): OutboxRow {
    return rowOf(scope, this.#writer, command, this.#deps.now().getTime());
  }

  async #erase({ conversation, n }: DurableCommand): Promise<void> {
    await this.#store?.deleteOutbox([{ writer: this.#writer, conversation, n }]);
  }
}
