/** Everything that can be put through the faults, by name. To add one, see main.ts. */
import { Pages, pageClient } from './clients/page.js';
import { partyService } from './services/party.js';
import type { Subject } from './types.js';

export interface Subjects {
  readonly all: Readonly<Record<string, Subject>>;
  close(): Promise<void>;
}

export function subjects(): Subjects {
  const pages = new Pages();
  const list: Subject[] = [
    { name: 'ours', about: 'the built client in Chromium, `party`', service: partyService, client: (place) => pageClient(pages, place) },
  ];
  return { all: Object.fromEntries(list.map((subject) => [subject.name, subject])), close: () => pages.close() };
}
