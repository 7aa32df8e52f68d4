/** Custom properties that a page may set, with what kind of thing goes in; and a few whole themes made of them. */
export const TOKENS: readonly { readonly name: string; readonly kind: 'colour' | 'text'; readonly hint: string }[] = [
  { name: '--chat-accent', kind: 'colour', hint: '#4549d1' },
  { name: '--chat-on-accent', kind: 'colour', hint: '#ffffff' },
  { name: '--chat-surface', kind: 'colour', hint: '#ffffff' },
  { name: '--chat-surface-2', kind: 'colour', hint: '#f5f7fa' },
  { name: '--chat-text', kind: 'colour', hint: '#171a26' },
  { name: '--chat-text-2', kind: 'colour', hint: '#5a6172' },
  { name: '--chat-border', kind: 'colour', hint: '#e2e6ed' },
  { name: '--chat-own-bubble', kind: 'colour', hint: '#4549d1' },
  { name: '--chat-other-bubble', kind: 'colour', hint: '#eef0f5' },
  { name: '--chat-danger', kind: 'colour', hint: '#c4293d' },
  { name: '--chat-ok', kind: 'colour', hint: '#137a4b' },
  { name: '--chat-font', kind: 'text', hint: 'system-ui, sans-serif' },
  { name: '--chat-font-size', kind: 'text', hint: '15px' },
  { name: '--chat-radius', kind: 'text', hint: '16px' },
  { name: '--chat-shadow', kind: 'text', hint: '0 8px 24px #0003' },
  { name: '--chat-panel-width', kind: 'text', hint: '400px' },
  { name: '--chat-panel-height', kind: 'text', hint: '680px' },
  { name: '--chat-z-index', kind: 'text', hint: '2147480000' },
  { name: '--chat-inset', kind: 'text', hint: '20px' },
];

export const THEMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'As it comes': {},
  'Kiln & Leaf': {
    '--chat-accent': 'light-dark(#22409e, #3d59bd)',
    '--chat-surface': 'light-dark(#fbfcfa, #191e1b)',
    '--chat-surface-2': 'light-dark(#eef3ee, #212824)',
    '--chat-text': 'light-dark(#17211e, #e9eee8)',
    '--chat-text-2': 'light-dark(#51605a, #a8b6ae)',
    '--chat-other-bubble': 'light-dark(#e2eae3, #29322d)',
    '--chat-radius': '18px',
  },
  Typewriter: {
    '--chat-accent': 'light-dark(#1c1c1c, #f0f0ec)',
    '--chat-surface': 'light-dark(#fffffb, #111)',
    '--chat-surface-2': 'light-dark(#f3f3ee, #1b1b1a)',
    '--chat-other-bubble': 'light-dark(#ecece4, #262624)',
    '--chat-font': 'ui-monospace, Menlo, Consolas, monospace',
    '--chat-font-size': '14px',
    '--chat-radius': '4px',
  },
  Ferry: {
    '--chat-accent': '#ffd21f',
    '--chat-surface': '#06283d',
    '--chat-surface-2': '#0b3550',
    '--chat-text': '#f2f8fb',
    '--chat-text-2': '#a9c7d6',
    '--chat-border': '#2b5a75',
    '--chat-other-bubble': '#134462',
    '--chat-danger': '#ff9c9c',
    '--chat-ok': '#7fe0b2',
    '--chat-radius': '10px',
  },
};

/** The files of skins/, which the tests compare with this list. */
export const SKINS = ['plain', 'soft', 'compact', 'terminal', 'high-contrast', 'glass'] as const;
