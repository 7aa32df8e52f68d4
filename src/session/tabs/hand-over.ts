import type { DurableCommand } from '../../domain/index.js';
import type { Durable } from '../sending.js';
import type { Session } from '../session.js';

/**
 * Gives the session that leads what a tab wants sent, behind what is in the outbox already. `kept`: the tab put it there, so what is not there any more was confirmed.
 * `refused` hears of what could not be taken.
 */
export function handOver(session: Session, commands: readonly DurableCommand[], kept: boolean, refused: (command: DurableCommand, error: Error) => void): Promise<void> {
  if (!commands.length) return session.adopt();
  session.engage();
  return session.adopt(kept, (sending) => {
    for (const { n: _n, ...given } of commands) {
      const command = given.conversation ? given : { ...given, conversation: session.need() };
      const conversation = session.of(command.conversation);
      const status = conversation.find(command.id)?.status;
      if (sending.has(command.id) || (status && status !== 'pending' && status !== 'failed')) continue;
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
}
