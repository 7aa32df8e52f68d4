/** Everything that can be put through the faults, by name. How to add one is said in main.ts. */
import { headlessClient } from './clients/headless.js';
import { Pages, pageClient } from './clients/page.js';
import { partysocketClient } from './clients/partysocket.js';
import { socketIoClient } from './clients/socket-io.js';
import { MUTANTS } from './mutants.js';
import { partyService } from './services/party.js';
import { socketIoService, wsService } from './services/plain.js';
import type { Subject } from './types.js';

export interface Subjects {
  readonly all: Readonly<Record<string, Subject>>;
  close(): Promise<void>;
}

export function subjects(): Subjects {
  const pages = new Pages();
  const list: Subject[] = [
    { name: 'ours', about: 'the built client in Chromium, `party`', service: partyService, client: (place) => pageClient(pages, place) },
    { name: 'ours-node', about: 'the same session in Node, `party`', service: partyService, client: (place) => headlessClient(place) },
    { name: 'partysocket', about: 'partysocket 1.3.0 as it comes', service: wsService, client: partysocketClient },
    { name: 'socket.io', about: 'socket.io 4.8.4 as its documents advise: retries, acknowledgements, connection state recovery', service: socketIoService, client: socketIoClient },
    ...MUTANTS.map((mutant): Subject => ({ name: mutant.name, about: `ours, but ${mutant.without}`, service: partyService, client: (place) => headlessClient(place, { mutant }) })),
  ];
  return { all: Object.fromEntries(list.map((subject) => [subject.name, subject])), close: () => pages.close() };
}
