import type { DurableCommand } from '../../domain/index.js';
import { ChatError } from '../../errors/index.js';
import type { Durable } from '../sending.js';
import { placesOf } from '../place.js';
import type { Session } from '../session.js';

/** What waits for that code, handed over: what is said in the leading tab meanwhile comes behind it. */
const handed = new WeakSet<object>();

/**
 * Gives the session that leads what a tab wants sent, behind what is in the outbox already. `kept`: the tab put it there, so what is not there any more was confirmed.
 * `refused` hears of what could not be taken. Rejects where the code that sends could not be had, and something is not a message: those go as soon as it can be.
 */
export async function handOver(session: Session, commands: readonly DurableCommand[], kept: boolean, refused: (command: DurableCommand, error: Error) => void): Promise<void> {
  if (!commands.length) return void (await session.adopt());
  session.engage();
  const last = session.early.at(-1);
  const taken = await session.adopt(kept, (sending) => {
    const place = placesOf(session);
    for (const { n: _n, ...given } of commands) {
      const command = given.conversation ? given : { ...given, conversation: session.need() };
      const conversation = session.of(command.conversation);
      const status = conversation.find(command.id)?.status;
      if (sending.has(command.id) || (status && status !== 'pending' && status !== 'failed')) continue;
      // It is kept, for a connection of its own.
      if (kept && place(command.conversation) === undefined) continue;
      // Where repeats are told apart, it is rather sent once more.
      if (kept && !sending.volatile && !session.capabilities.idempotent) {
        if (command.type !== 'send-message') continue;
        sending.show({ ...command, n: 0 });
        session.changed(conversation, conversation.settle(command.id, 'sent'));
        continue;
      }
      try {
        sending.ask(command as Durable);
      } catch (error) {
        refused({ ...command, n: 0 } as DurableCommand, error as Error);
      }
    }
  });
  if (taken) return;
  let at = last ? session.early.indexOf(last) + 1 : 0;
  while (at < session.early.length && handed.has(session.early[at]!)) at++;
  for (const command of commands) {
    if (command.type !== 'send-message') throw new ChatError('not-connected');
    if (session.early.some(({ id }) => id === command.id)) continue;
    const conversation = session.of(command.conversation);
    conversation.addOwn(command);
    session.early.splice(at++, 0, command);
    handed.add(command);
    session.touched(conversation);
  }
  // As if they had been said there: they outlive a crash of the page.
  void session.adopt(false, () => undefined);
}
