/** How far this person received and read each conversation: told at once, and again after each reconnect. */
export class Marks {
  #marks = new Map<string, { delivered?: number; read?: number }>();

  note(conversation: string, status: 'delivered' | 'read', upTo: number | undefined): void {
    if (upTo === undefined) return;
    let mark = this.#marks.get(conversation);
    if (!mark) this.#marks.set(conversation, (mark = {}));
    mark[status] = Math.max(upTo, mark[status] ?? 0);
  }

  of(conversation: string): readonly (readonly ['delivered' | 'read', number])[] {
    return Object.entries(this.#marks.get(conversation) ?? {}) as ['delivered' | 'read', number][];
  }
}
