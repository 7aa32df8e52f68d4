export interface PartyOptions {
  /** 0: any free port. */
  port?: number;
  host?: string;
  /** Folder for the data; false: in memory only. */
  persist?: string | false;
  /** Signs and verifies tokens. Absent: an open server that takes everyone at their word. */
  secret?: string;
  origins?: string | string[];
  assistant?: boolean;
  /** Milliseconds of silence before the assistant answers, and a factor on how long it writes. */
  assistantWait?: number;
  assistantPace?: number;
  /** POST /demo/token hands out tokens. Default: only on an open server. */
  demoTokens?: boolean;
  guests?: boolean;
  retentionHours?: number;
  retentionEntries?: number;
  publicUrl?: string;
  /** Milliseconds after which a socket that nothing is heard of is closed. */
  silence?: number;
  /** Bytes of all files of one conversation. */
  filesBytes?: number;
  /** How long to wait for the port and the data folder, in milliseconds. */
  patience?: number;
  /** Prints a line whenever a room wakes up. */
  trace?: boolean;
}
export interface Party {
  readonly url: string;
  readonly port: number;
  readonly open: boolean;
  dispose(): Promise<void>;
}
export function startParty(options?: PartyOptions): Promise<Party>;
