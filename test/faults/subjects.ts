/** Everything that can be put through the faults, by name. How to add one is said in main.ts. */
import { headlessClient } from './clients/headless.js';
import { Pages, pageClient } from './clients/page.js';
import { partysocketClient } from './clients/partysocket.js';
import { socketIoClient } from './clients/socket-io.js';
import { MUTANTS, type Mutant } from './mutants.js';
import { BACKENDS, backendService } from './services/backends.js';
import { partyService, type PartyProcess } from './services/party.js';
import { socketIoService, wsService } from './services/plain.js';
import type { Subject } from './types.js';

export interface Subjects {
  readonly all: Readonly<Record<string, Subject>>;
  close(): Promise<void>;
}

export function subjects(pages = new Pages()): Subjects {
  const list: Subject[] = [
    { name: 'ours', about: 'the built client in Chromium, `party`', service: (room) => partyService(room), client: (place) => pageClient(pages, place) },
    { name: 'ours-node', about: 'the same session in Node, `party`', service: (room) => partyService(room), client: (place) => headlessClient(place) },
    { name: 'partysocket', about: 'partysocket 1.3.0 as it comes', loose: true, service: wsService, client: partysocketClient },
    { name: 'socket.io', about: 'socket.io 4.8.4 as its documents advise: retries, acknowledgements, connection state recovery', loose: true, service: socketIoService, client: socketIoClient },
    ...BACKENDS.map((backend): Subject => ({
      name: backend.name, about: `the same session in Node, \`${backend.name}\``, loose: true,
      service: (room) => backendService(backend, room),
      client: (place) => headlessClient(place, { token: 'a-token', address: ({ port, room }) => ({ protocol: backend.name, ...backend.address(port, room) }) }),
    })),
    ...MUTANTS.map((mutant) => mutantSubject(mutant)),
  ];
  return { all: Object.fromEntries(list.map((subject) => [subject.name, subject])), close: () => pages.close() };
}

export const mutantSubject = (mutant: Mutant, shared?: PartyProcess): Subject => ({
  name: mutant.name, about: `ours, but ${mutant.without}`, service: (room) => partyService(room, shared), client: (place) => headlessClient(place, { mutant }),
});
