/** socket.io-client with what its own documentation advises for delivery: retries, a time to wait for acknowledgements, and connection state recovery at the server. */
import { io, type Socket } from 'socket.io-client';
import type { Client, Place } from '../types.js';

export async function socketIoClient({ port, heard }: Place): Promise<Client> {
  const shown: string[] = [];
  let socket: Socket;
  const open = () => {
    socket = io(`http://127.0.0.1:${port}`, { retries: 3, ackTimeout: 10_000, forceNew: true });
    socket.on('say', (text: string) => {
      shown.push(text);
      if (text.startsWith('down ')) heard(text);
    });
  };
  const anew = async () => {
    socket.disconnect();
    open();
  };
  open();
  return {
    send: async (text) => {
      // With `retries` it needs a function that hears of the end.
      socket.emit('say', text, () => {});
      return true;
    },
    shown: async () => shown.slice(),
    page: { reload: anew, crash: anew },
    stop: async () => void socket.disconnect(),
  };
}
