/** Who writes. `ai` is an automated agent; `system` writes notices, not messages from a person. */
export type Role = 'visitor' | 'agent' | 'ai' | 'system';

export const ROLES: readonly Role[] = ['visitor', 'agent', 'ai', 'system'];

/** A person, an automated agent or the system, as the conversation knows it. */
export interface Participant {
  /** Unique within the backend. Never shown to people. */
  readonly id: string;
  readonly role: Role;
  /** Shown as text, isolated for direction. Absent: the role's localised word stands in. */
  readonly name?: string;
  /** http(s) URL of a picture. Absent: initials are drawn. */
  readonly avatar?: string;
}

/** Whether a participant is present, as far as the backend tells. */
export interface Presence {
  readonly participant: Participant;
  readonly online: boolean;
}

/** Someone is writing. `text` is there only where the backend carries live text. */
export interface Typing {
  readonly participant: Participant;
  readonly text?: string;
  /** Monotonic milliseconds at which this expires by itself. */
  readonly until: number;
}
