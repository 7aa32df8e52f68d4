/** partysocket as its README shows it: made, listened to, sent on. */
import ReconnectingWebSocket from 'partysocket/ws';
import WebSocket from 'ws';
import type { Client, Place } from '../types.js';

export async function partysocketClient({ port, heard }: Place): Promise<Client> {
  const shown: string[] = [];
  let socket: ReconnectingWebSocket;
  const open = () => {
    socket = new ReconnectingWebSocket(`ws://127.0.0.1:${port}/`, [], { WebSocket });
    socket.addEventListener('message', ({ data }) => {
      const text = String(data);
      shown.push(text);
      if (text.startsWith('down ')) heard(text);
    });
  };
  const anew = async () => {
    socket.close();
    open();
  };
  open();
  return {
    send: async (text) => {
      socket.send(text);
      return true;
    },
    shown: async () => shown.slice(),
    page: { reload: anew, crash: anew },
    stop: async () => socket.close(),
  };
}
