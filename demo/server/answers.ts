import type { Part } from './types.js';

/** What Mia of Kiln & Leaf, a small shop for ceramics and tea, knows by heart. */
interface Answer {
  /** Recognises the question. */
  when: RegExp;
  /** Ways to say it; writing anew takes the next. */
  say: [string, ...string[]];
  /** A person has to take over. */
  human?: true;
  /** What comes behind the words: a picture, cards. */
  parts?: Part[];
  /** What may be answered with one press. */
  quick?: string[];
  /** Several cards one under the other, not side by side. */
  layout?: 'list';
}

/** Pictures as small as they can be and still show something: tea bowls in three glazes. */
const bowl = (ground: string, glaze: string, tea: string): string =>
  `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200"><rect width="320" height="200" fill="${ground}"/><path d="M90 70h140c0 60-28 90-70 90s-70-30-70-90Z" fill="${glaze}"/><path d="M136 160h48v8h-48z" fill="#b98d6a"/><ellipse cx="160" cy="70" rx="70" ry="11" fill="${tea}"/></svg>`)}`;
const CELADON = bowl('#dfe8e1', '#a9ccb9', '#8fae3a'), SHINO = bowl('#f1e6da', '#e8c4a0', '#a8bf5a'), TENMOKU = bowl('#e4dfdb', '#4a2d20', '#b5651d');

const SHOW = ['Show me cards', 'A table, please', 'Show me a picture', 'How do I brew it, step by step?'];

const CARDS: Part[] = [
  { type: 'card', title: 'Celadon bowl', text: 'Thin, green as sea glass. 38.00', image: CELADON, alt: 'A pale green bowl of green tea', actions: [{ label: 'Keep one for me', value: 'Please keep a celadon bowl for me' }, { label: 'About celadon', value: '', url: 'https://en.wikipedia.org/wiki/Celadon' }] },
  { type: 'card', title: 'Shino bowl', text: 'Thick, with pinholes like orange peel. 42.00', image: SHINO, alt: 'A cream bowl with an orange blush', actions: [{ label: 'Keep one for me', value: 'Please keep a shino bowl for me' }, { label: 'About shino', value: '', url: 'https://en.wikipedia.org/wiki/Shino_ware' }] },
  { type: 'card', title: 'Tenmoku bowl', text: 'Nearly black, and rust where it is thin. 45.00', image: TENMOKU, alt: 'A dark brown bowl of black tea', actions: [{ label: 'Keep one for me', value: 'Please keep a tenmoku bowl for me' }, { label: 'About tenmoku', value: '', url: 'https://en.wikipedia.org/wiki/Tenmoku' }] },
];

const ANSWERS: Answer[] = [
  {
    when: /\b(human|person|people|someone|agent|colleague|staff|real|operator|representative|call me)\b/i,
    human: true,
    say: [
      'Of course. A colleague will read this and answer you here, usually within a few hours on working days. You can close the page meanwhile; the conversation stays.',
      'Gladly: I have passed this on. Someone from the shop will answer you right here, so you need not tell it all again.',
    ],
  },
  {
    when: /\b(brok\w*|crack\w*|chip\w*|damag\w*|shatter\w*|smash\w*)\b/i,
    human: true,
    say: [
      'I am sorry to hear that. Please send a photo of the piece and of the box here, with your order number. We replace broken pieces free of charge, and you need not send anything back. A colleague will confirm it.',
      'That should not happen, sorry! A photo and your order number are all we need. The replacement leaves the studio within two working days, at no cost to you; a colleague will confirm it here.',
    ],
  },
  {
    when: /\b(help|what can you|menu|options)\b/i,
    say: [
      'I can tell you about **opening hours**, **delivery**, **returns**, **care** and **tea**. Besides, I can show you what this chat can do:\n\n- *cards*: three bowls to choose from\n- *a list of cards*: the same, one under the other\n- *a table*: our teas with their prices\n- *a picture*: the bowl that everybody asks for\n- *step by step*: an answer with a list, a quote and some code\n\nOr write `human`, and a colleague reads this.',
      'Ask me about opening hours, delivery, returns, care or tea, or have a look at what a chat can hold:\n\n1. cards, side by side or as a list\n2. a table\n3. a picture\n4. an answer *step by step*',
    ],
    quick: SHOW,
  },
  {
    when: /\blist of cards\b|\bunder the other\b/i,
    say: ['One under the other, then:', 'The same three as a list:'],
    parts: CARDS,
    layout: 'list',
  },
  {
    when: /\bcards?\b|\bwhich bowls?\b|\byour bowls\b/i,
    say: ['These three are on the shelf right now:', 'Three bowls, each of them thrown this month:'],
    parts: CARDS,
  },
  {
    when: /\bkeep an? \w+ bowl\b/i,
    human: true,
    say: ['With pleasure: it is kept for you until Saturday. A colleague will confirm it here.', 'Done: until Saturday it is yours. A colleague will write to you here.'],
  },
  {
    when: /\btable\b|\bprices?\b/i,
    say: [
      'Our teas at a glance:\n\n| Tea | Heat | Minutes | 100 g |\n|---|--:|--:|--:|\n| Spring sencha | 75 °C | 2 | 14.00 |\n| Roasted oolong | 90 °C | 3 | 18.00 |\n| Smoked black | 95 °C | 4 | 12.00 |\n\nAll of them come from [three small gardens](https://en.wikipedia.org/wiki/Green_tea).',
      'Here they are, by price:\n\n| Tea | 100 g |\n|---|--:|\n| Smoked black | 12.00 |\n| Spring sencha | 14.00 |\n| Roasted oolong | 18.00 |',
    ],
  },
  {
    when: /\b(picture|image)\b/i,
    say: ['This is the one that everybody asks for:', 'Here it is, filled with sencha:'],
    parts: [{ type: 'image', url: CELADON, name: 'celadon-bowl.svg', mime: 'image/svg+xml', alt: 'A celadon tea bowl on a grey-green table', width: 320, height: 200 }],
  },
  {
    when: /\b(step by step|markdown|recipe)\b/i,
    say: [
      '## Sencha, step by step\n\n1. Warm the pot, and pour that water away.\n2. A heaped teaspoon a cup.\n3. Water of **75 °C**, *two minutes*, no more.\n\n> The second pouring is the best one.\n\nOr, for those who brew by script:\n\n```js\nconst water = await kettle.heat({ celsius: 75 });\nawait pour(water, { over: tea, minutes: 2 });\n```\n\nMore about it [in the encyclopaedia](https://en.wikipedia.org/wiki/Sencha).',
      '**Warm** the pot, *measure* the tea, pour at `75 °C`:\n\n- two minutes for the first cup\n- half a minute for the second\n- one for the third',
    ],
    quick: ['Which tea for the morning?', 'Thanks!'],
  },
  {
    when: /\b(open\w*|hours?|clos\w*|today|sunday|saturday|weekend|monday)\b/i,
    say: [
      'The shop is open Tuesday to Friday from 10:00 to 18:00 and on Saturday from 10:00 to 16:00. On Sunday and Monday the kilns rest, and so do we.',
      'You find us in the shop Tuesday to Friday, 10:00 to 18:00, and Saturday until 16:00. Sundays and Mondays are closed.',
    ],
  },
  {
    when: /\b(return\w*|refund\w*|exchange\w*|money back|send (it )?back)\b/i,
    say: [
      'You have 30 days to send anything back, as long as it is unused. Put the return slip from the parcel inside; we refund the price within five days of its arrival. Tea can only be returned unopened.',
      'Returns are easy: 30 days, unused, with the slip that came in the parcel. The refund takes about five days once the parcel is here. Opened tea stays with you.',
    ],
  },
  {
    when: /\b(deliver\w*|ship\w*|parcel|track\w*|arriv\w*|order|postage|post)\b/i,
    say: [
      'Parcels leave the studio within two working days and take two to four more. Delivery is 4.90, and free from 60. As soon as yours is on its way, you get a link to follow it.',
      'We pack orders within two working days; the post then needs two to four. From 60 on delivery is free, below that it is 4.90. The tracking link comes by e-mail.',
    ],
  },
  {
    when: /\b(tea|brew\w*|sencha|matcha|oolong|leaf|leaves|caffeine)\b/i,
    say: [
      'For our green teas: 75 °C, two minutes, a heaped teaspoon a cup. Oolong likes 90 °C and three minutes, and the second pouring is often the best. If you want something mild to begin with, try the spring sencha.',
      'A good beginning is the spring sencha: 75 °C, two minutes. If you prefer it rounder, the roasted oolong at 90 °C forgives almost everything, even a forgotten timer.',
    ],
  },
  {
    when: /\b(dishwasher|microwave|oven|wash\w*|clean\w*|care)\b/i,
    say: [
      'Everything with a glaze goes into the dishwasher, although the colours stay fresh longer by hand. The unglazed teapots only want hot water, no soap. None of it likes the microwave if there is gold on the rim.',
      'Glazed pieces are fine in the dishwasher. Unglazed teapots: hot water only, please, or they remember the soap. And nothing with gold into the microwave.',
    ],
  },
  { when: /\b(thanks?|thank you|thx|cheers|great|perfect)\b/i, say: ['You are welcome! If anything else comes up, just write.', 'With pleasure. Enjoy your tea!'] },
  { when: /^\W*(hi|hello|hey|good (morning|afternoon|evening)|moin|hallo)\b/i, say: ['Hello, and welcome to Kiln & Leaf! Ask me about opening hours, delivery, returns, our cups or our teas. Or say `help` to see all that I can do.', 'Hello! I am Mia, the automatic assistant of Kiln & Leaf. What can I do for you?'], quick: ['When are you open?', 'Where is my parcel?', 'What can you do?'] },
];
const OTHERWISE: Answer = {
  when: /./,
  say: [
    'I am only the automatic assistant and not sure about that one. I know our opening hours, delivery, returns, how to care for a cup and how to brew a tea. Or say "a human, please", and a colleague will read this.',
    'That is beyond what I know by heart, sorry. Ask me about opening hours, delivery, returns or teas, or write "human" and a colleague takes over.',
  ],
  quick: ['What can you do?', 'A human, please'],
};

/** An answer as it is written: words first, the rest behind them. */
export interface Said { text: string; human: boolean; parts?: Part[]; meta?: Record<string, unknown> }

export function answerTo(question: string, turn = 0): Said {
  const { say, human, parts, quick, layout } = ANSWERS.find(({ when }) => when.test(question)) ?? OTHERWISE;
  const meta = quick || layout ? { quickReplies: quick, layout } : undefined;
  return { text: say[turn % say.length] ?? say[0], human: human === true, parts, meta };
}
