/** The part of custom-elements.json that the gallery shows. */
export interface Described {
  readonly name: string;
  readonly description?: string;
}
export interface Typed extends Described {
  readonly type?: { readonly text: string };
  readonly default?: string;
}
export interface Attribute extends Typed {
  readonly fieldName?: string;
  readonly inheritedFrom?: { readonly name: string };
}
export interface Member extends Typed {
  readonly kind: 'field' | 'method';
  readonly attribute?: string;
  readonly readonly?: boolean;
  readonly parameters?: readonly (Typed & { readonly optional?: boolean })[];
  readonly return?: { readonly type?: { readonly text: string } };
}
export interface Declaration extends Described {
  readonly tagName: string;
  readonly summary?: string;
  readonly attributes?: readonly Attribute[];
  readonly members?: readonly Member[];
  readonly events?: readonly Typed[];
  readonly slots?: readonly Described[];
  readonly cssParts?: readonly Described[];
  readonly cssProperties?: readonly (Described & { readonly default?: string })[];
  readonly cssStates?: readonly Described[];
}

/** Tag → what the manifest says of it; empty where there is no manifest yet. */
export async function loadManifest(): Promise<ReadonlyMap<string, Declaration>> {
  const answer = await fetch('/custom-elements.json').catch(() => undefined);
  if (!answer?.ok) return new Map();
  const { modules } = (await answer.json()) as { modules: readonly { readonly declarations?: readonly Declaration[] }[] };
  return new Map(modules.flatMap(({ declarations = [] }) => declarations.filter(({ tagName }) => tagName).map((one) => [one.tagName, one] as const)));
}

/** `'floating' | 'inline'` → ['floating', 'inline']; undefined where the type is anything but a choice of words. */
export function choices(type: string | undefined): readonly string[] | undefined {
  const words = type?.split('|').map((word) => word.trim()).filter((word) => word && word !== 'undefined' && word !== 'null');
  return words && words.length > 1 && words.every((word) => /^'[^']*'$/.test(word)) ? words.map((word) => word.slice(1, -1)) : undefined;
}

/** Types that the manifest knows by name only. */
export const CHOICES: Readonly<Record<string, readonly string[]>> = {
  display: ['floating', 'inline', 'fullscreen'],
  filter: ['open', 'resolved', 'all'],
  'user-role': ['visitor', 'agent', 'ai', 'system'],
  protocol: ['party', 'realtime-session', 'user-channel', 'cossistant', 'topics', 'socket-io'],
};
