import type { SomeSaid } from './said.js';
import type { TeamStrings, VisitorStrings } from './strings.js';

/** Everything that a visitor may see or hear, in another language. A test (test/unit/i18n/catalogues.test.ts) says what is missing, or still English. */
export type Visitor = SomeSaid<VisitorStrings>;

/** The words of the team's inbox and of the inspector. */
export type Team = SomeSaid<TeamStrings>;
