/** What people say in the gallery: one conversation in a shop for pots and tea, in English and in Arabic, and text that tries to do harm. */
import type { ConnectionStats, ConversationSummary, MessageInput, Participant } from '../../src/domain/index.js';

export const ottilie: Participant = { id: 'ottilie', role: 'agent', name: 'Ottilie' };
export const ben: Participant = { id: 'ben', role: 'agent', name: 'Ben' };
export const wren: Participant = { id: 'wren', role: 'agent', name: 'Wren' };
export const mia: Participant = { id: 'mia', role: 'ai', name: 'Mia' };
export const sam: Participant = { id: 'sam', role: 'agent', name: 'Sam' };

export const GREETING = 'Hello! Ask us about an order, a glaze or which tea to try.';
export const LETTER = `Hello,\nI ordered two celadon cups and the small teapot last week.\nThe cups are here and they are lovely.\nThe teapot came without its lid.\nIs it still on its way, or did it stay on your shelf?\nOrder KL 204 518.`;

export const heading = (rtl: boolean) => (rtl ? 'الفرن والورقة' : 'Kiln & Leaf');

/** Today at ten, and so many minutes: pictures taken at any time of day look the same. */
export const at = (minutes: number, days = 0): Date => {
  const date = new Date();
  date.setHours(10, minutes, 0, 0);
  date.setDate(date.getDate() - days);
  return date;
};

const me = (text: string, minutes: number, more: MessageInput = {}): MessageInput => ({ own: true, text, createdAt: at(minutes), status: 'read', ...more });
const of = (author: Participant, text: string, minutes: number, more: MessageInput = {}): MessageInput => ({ author, text, createdAt: at(minutes), ...more });

export function conversation(rtl = false): MessageInput[] {
  if (rtl)
    return [
      me('مرحبًا! هل إبريق الشاي الأزرق ما زال متوفرًا؟', 2),
      of({ ...ottilie, name: 'ليلى' }, 'مرحبًا بك! نعم، بقي منه اثنان على الرف.', 4),
      of({ ...ottilie, name: 'ليلى' }, 'هل تودّ أن أحجز لك واحدًا حتى يوم السبت؟', 4),
      me('نعم من فضلك. وهل يمكن غسله في غسالة الصحون؟', 6),
      of({ ...ottilie, name: 'ليلى' }, 'يمكن ذلك، لكن اللون يبقى أجمل مع الغسل باليد.', 7),
    ];
  return [
    me('Hello! Is the blue teapot still to be had?', 2),
    of(ottilie, 'Good morning! Two of them are left on the shelf.', 4),
    of(ottilie, 'Shall I keep one for you until Saturday?', 4),
    me('Yes please. Does it go into the dishwasher?', 6),
    of(ottilie, 'It does. The colour stays fresher by hand, though.', 7),
  ];
}

/** What comes while the panel is closed. */
export const late: readonly MessageInput[] = [of(ottilie, 'One more thing: it comes with a spare lid.', 11), of(ottilie, 'Ben throws two of each, just in case.', 12)];

export const statuses = (rtl: boolean): MessageInput[] => [
  of(ottilie, rtl ? 'تفضّل، أنا هنا.' : 'Here I am. What can I do?', 1),
  me(rtl ? 'قُرئت هذه الرسالة' : 'This one was read', 2, { status: 'read' }),
  me(rtl ? 'وصلت هذه' : 'This one arrived', 4, { status: 'delivered' }),
  me(rtl ? 'أُرسلت هذه' : 'This one is with the server', 6, { status: 'sent' }),
  me(rtl ? 'لم تُرسل هذه' : 'This one did not go out', 8, { status: 'failed' }),
  me(rtl ? 'هذه في الطريق' : 'This one is on its way', 9, { status: 'pending' }),
];

export const pending = (rtl: boolean): MessageInput[] => [...conversation(rtl), me(rtl ? 'شكرًا، سآتي يوم الجمعة.' : 'Thank you, I’ll come by on Friday.', 9, { status: 'pending' })];

export const streaming = (rtl: boolean): MessageInput[] => [
  me(rtl ? 'كيف أُعدّ شاي السنشا؟' : 'How do I brew the spring sencha?', 2),
  of(mia, rtl ? 'بماء حرارته 75 درجة، ودقيقتين، وملعقة' : 'At 75 °C, two minutes, and a heaped teaspoon a cup. If you', 2, { streaming: true }),
];

export const long = (): MessageInput[] => [
  me('How do I look after the **unglazed** pot? I was told *no soap*. The page is https://kilnandleaf.example/help/care', 2),
  of(
    ottilie,
    'Right, in order:\n\n1. Rinse it with hot water, `no soap`.\n2. Let it dry with the lid off.\n3. Keep it to one kind of tea.\n\nIf you want to watch the temperature:\n\n```js\nconst ready = kettle.celsius <= 75 && minutes(2).since(pour);\n```\n\nMore in our guide to [unglazed teapots](https://kilnandleaf.example/help/unglazed).',
    3,
  ),
  me(`A-word-that-never-ends-${'abcdefghij'.repeat(9)}`, 4),
  of(wren, 'A longer one. '.concat('Clay remembers what was brewed in it, and after a year or so it gives a little of that back. '.repeat(14)), 6),
];

export const bothWays = (): MessageInput[] => [
  me('Hello! هل تتكلمون العربية؟', 2),
  of({ ...wren, name: 'רן' }, 'שלום! אני רן. אפשר גם בעברית, or in English.', 3),
  me('رقم الطلب هو KL 204 518، وصل الإبريق بلا غطاء.', 5),
  of({ ...ottilie, name: 'ليلى' }, 'Lids are in stock: נשלח מחר, أي غدًا إن شاء الله.', 6),
  of(ottilie, 'The code for the parcel shop:\n\n```\nopen --box 42 # لا تنسَ الرمز\n```', 7),
];

export const days = (rtl: boolean): MessageInput[] => [
  { own: true, text: rtl ? 'أين طلبي؟' : 'Where is my order?', createdAt: at(15, 9), status: 'read' },
  { author: ottilie, text: rtl ? 'خرج اليوم من المشغل.' : 'It left the studio today.', createdAt: at(21, 9) },
  { own: true, text: rtl ? 'وصل، شكرًا!' : 'It is here. Thank you!', createdAt: at(40, 1), status: 'read' },
  { author: { id: 'system', role: 'system' }, text: rtl ? 'أُغلقت المحادثة' : 'The conversation was resolved', createdAt: at(41, 1) },
  ...conversation(rtl),
];

/** A teacup, as small as a picture can be and still be one. */
const PICTURE = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200"><rect width="320" height="200" fill="#dfe8e1"/><path d="M90 70h140c0 60-28 90-70 90s-70-30-70-90Z" fill="#a9ccb9"/><path d="M136 160h48v8h-48z" fill="#b98d6a"/><ellipse cx="160" cy="70" rx="70" ry="11" fill="#8fae3a"/></svg>')}`;

/** Pictures of several shapes, one that is not there, and files. */
export const media = (): MessageInput[] => [
  me('', 2, { parts: [{ type: 'text', text: 'It arrived like this:' }, { type: 'image', url: PICTURE, alt: 'A celadon tea bowl on a grey-green table', name: 'bowl.svg', width: 320, height: 200 }] }),
  of(ottilie, '', 3, { parts: [{ type: 'image', url: PICTURE, alt: 'The same bowl, whose size nobody said' }] }),
  me('', 4, { parts: [{ type: 'image', url: 'data:image/png,none', alt: 'The crack, from the side' }] }),
  of(ottilie, '', 5, { parts: [{ type: 'file', url: 'https://kilnandleaf.example/care.pdf', name: 'Care of celadon and other glazes that do not like the dishwasher.pdf', mime: 'application/pdf', size: 184_320 }] }),
  me('', 6, { parts: [{ type: 'file', url: 'https://kilnandleaf.example/order.zip', name: 'order-4711.zip', mime: 'application/zip', size: 2_400_000 }] }),
];

export const parts = (): MessageInput[] => [
  me('', 2, { parts: [{ type: 'text', text: 'It arrived like this:' }, { type: 'image', url: PICTURE, alt: 'A celadon tea bowl on a grey-green table', name: 'bowl.svg', width: 320, height: 200 }] }),
  of(ottilie, '', 4, { parts: [{ type: 'text', text: 'That is how it should look! Here is the care sheet.' }, { type: 'file', url: 'https://kilnandleaf.example/care.pdf', name: 'Care of celadon.pdf', mime: 'application/pdf', size: 184_320 }] }),
  of(mia, '', 5, { parts: [{ type: 'card', title: 'Which tea goes with it?', text: 'Pick one and I say how to brew it.', actions: [{ label: 'Spring sencha', value: 'sencha' }, { label: 'Roasted oolong', value: 'oolong' }] }] }),
  of(mia, '', 6, { parts: [{ type: 'progress', label: 'Drawing your bowl', value: 0.4, estimate: 20 }] }),
];

/** Pictures of three bowls, in as few words as a picture can have. */
const bowl = (ground: string, glaze: string, tea: string): string => PICTURE.replace('%23dfe8e1', encodeURIComponent(ground)).replace('%23a9ccb9', encodeURIComponent(glaze)).replace('%238fae3a', encodeURIComponent(tea));

export const cards = (rtl: boolean, layout?: string): MessageInput[] => {
  const keep = (value: string) => ({ label: rtl ? 'احجز لي واحدًا' : 'Keep one for me', value });
  const card = (title: string, text: string, image: string, alt: string) => ({ type: 'card' as const, title, text, image, alt, actions: [keep(title), { label: rtl ? 'المزيد' : 'More about it', value: '', url: 'https://kilnandleaf.example/bowls' }] });
  return [
    me(rtl ? 'أي الأوعية لديكم الآن؟' : 'Which bowls do you have right now?', 2),
    of(mia, '', 3, {
      metadata: { layout },
      parts: [
        { type: 'text', text: rtl ? 'هذه الثلاثة على الرف:' : 'These three are on the shelf:' },
        card(rtl ? 'وعاء سيلادون' : 'Celadon bowl', rtl ? 'رقيق وأخضر كزجاج البحر. 38.00' : 'Thin, green as sea glass. 38.00', PICTURE, 'A pale green bowl of green tea'),
        card(rtl ? 'وعاء شينو' : 'Shino bowl', rtl ? 'سميك كقشر البرتقال. 42.00' : 'Thick, with pinholes like orange peel. 42.00', bowl('#f1e6da', '#e8c4a0', '#a8bf5a'), 'A cream bowl with an orange blush'),
        card(rtl ? 'وعاء تنموكو' : 'Tenmoku bowl', rtl ? 'يكاد يكون أسود. 45.00' : 'Nearly black, and rust where it is thin. 45.00', bowl('#e4dfdb', '#4a2d20', '#b5651d'), 'A dark brown bowl of black tea'),
      ],
    }),
  ];
};

export const quickReplies = (rtl: boolean): MessageInput[] => [
  me(rtl ? 'أريد شايًا للصباح' : 'I would like a tea for the morning', 2),
  of(mia, rtl ? 'بكل سرور. كيف تفضّله؟' : 'With pleasure. How do you like it?', 3, {
    metadata: { quickReplies: rtl ? ['خفيف وأخضر', 'محمّص', 'أسود وقوي', 'لا أعرف بعد، اقترحوا عليّ شيئًا'] : ['Light and green', 'Roasted', 'Black and strong', 'I do not know yet, please suggest something'] },
  }),
];

export const stopped = (rtl: boolean): MessageInput[] => [
  me(rtl ? 'كيف أُعدّ شاي السنشا؟' : 'How do I brew the spring sencha?', 2),
  of(mia, rtl ? 'بماء حرارته 75 درجة، ودقيقتين، وملعقة' : 'At 75 °C, two minutes, and a heaped teaspoon a cup. If you', 2, { metadata: { cut: true } }),
];

/** What was said in answer to something, and what was thought of it. */
export const saidBack = (rtl: boolean): MessageInput[] => {
  const [first, ...rest] = conversation(rtl);
  const second = rest[0]!;
  return [{ ...first, id: 'first' }, { ...second, id: 'second', reactions: [{ emoji: '👍', by: ['me'] }, { emoji: '🎉', by: ['ben', 'wren'] }] } as MessageInput, ...rest.slice(1, 3), { ...rest[3]!, replyTo: 'first' }];
};

/** One of each thing that a conversation can hold, in the order of a day: what test/e2e/spoken.test.ts hears. */
export const everything = (): MessageInput[] => {
  const with_ = (message: MessageInput, more: object): MessageInput => ({ ...message, ...more });
  return [
    { own: true, text: 'Where is my order?', createdAt: at(15, 1), status: 'read' },
    { author: { id: 'system', role: 'system' }, text: 'Ottilie joined the conversation', createdAt: at(20, 1) },
    with_({ id: 'left', author: ottilie, text: 'It left the studio today.', createdAt: at(21, 1) }, { reactions: [{ emoji: '👍', by: ['me', 'ben'] }] }),
    { author: ottilie, text: 'You can follow it at https://track.example.com/4821', createdAt: at(22, 1) },
    me('', 2, { parts: [{ type: 'text', text: 'It is here, but:' }, { type: 'image', url: PICTURE, alt: 'The crack, from the side', name: 'crack.svg', width: 320, height: 200 }] }),
    me('', 3, { parts: [{ type: 'audio', url: URL.createObjectURL(voice()), mime: 'audio/wav', duration: 7, name: 'voice.wav' }] }),
    of(ottilie, 'Oh no. Another one goes out today.', 4, { replyTo: 'left' }),
    me('Thank you! How do I look after it?', 6, { status: 'delivered' }),
    of(mia, 'Here is **how**:\n\n1. Rinse it with hot water\n2. Let it dry with the lid off\n\n| Glaze | Dishwasher |\n|---|---|\n| Celadon | yes |\n\n```js\nrinse({ celsius: 60 });\n```\n\nMore in our [guide](https://kilnandleaf.example/help).', 7),
    of(mia, 'And if it ever', 8, { streaming: true }),
    me('Could you also', 9, { status: 'failed' }),
    of(ottilie, 'Shall I put a spare lid in?', 10, { metadata: { quickReplies: ['Yes please', 'No, thank you'] } }),
  ];
};

/** Everything that text can be, and emoji alone. */
export const markdown = (rtl: boolean): MessageInput[] => [
  me(rtl ? 'كيف أحضّر السنشا؟ *شكرًا*' : 'How do I brew *sencha*? And what does it cost?', 2),
  of(mia, rtl
    ? '## سنشا الربيع\n\nبماء **غير مغلي**، *ودقيقتين* لا أكثر، كما في `steep(2)`:\n\n1. سخّن الإبريق\n2. ملعقة لكل كوب\n   - أو أكثر قليلًا\n\n> الصبر نصف الشاي.\n\n| شاي | حرارة | سعر |\n|---|--:|--:|\n| سنشا | 75 °C | 14.00 |\n| أولونغ | 90 °C | 18.00 |\n\n```js\nawait pour(water, { celsius: 75 });\n```\n\nالمزيد في [دليلنا](https://kilnandleaf.example/tea).'
    : '## Spring sencha\n\nWater that is **not boiling**, *two minutes* and no more, as in `steep(2)`:\n\n1. Warm the pot\n2. A heaped teaspoon a cup\n   - a little more for a big cup\n3. Pour to the last drop\n\n> Patience is half of the tea.\n\n| Tea | Heat | 100 g | In stock |\n|---|--:|--:|:-:|\n| Spring sencha | 75 °C | 14.00 | yes |\n| Roasted oolong | 90 °C | 18.00 | ~~yes~~ no |\n\n- [x] weighed\n- [ ] poured\n\n---\n\n```js\nconst water = await kettle.heat({ celsius: 75, litres: 0.4 });\nawait pour(water, { over: tea });\n```\n\nMore in our [guide to tea](https://kilnandleaf.example/tea).', 3),
  me('🍵❤️', 4),
  of(mia, '🫖', 5),
];

/** An answer that quotes, and something to react to. */
export const answers = (rtl: boolean): MessageInput[] =>
  conversation(rtl).map((message, i) => ({ ...message, id: `a${i}`, ...(i === 4 ? { replyTo: 'a3' } : {}) }));

/** More than fits. */
export const many = (rtl: boolean): MessageInput[] => [1, 2, 3, 4, 5].flatMap((day) => conversation(rtl).map((message) => ({ ...message, createdAt: at((message.createdAt as Date).getMinutes(), 5 - day) })));

/** A few messages from that minute on. */
export const page = (minute: number): MessageInput[] => ['Your parcel left the studio.', 'It should be with you on Friday.', 'The driver rings twice.'].map((text, i) => of(ottilie, text, minute + i));

export const hostile = (): MessageInput[] => [
  of(wren, '<script>alert(1)</script><img src=x onerror="alert(1)"><b>bold?</b>', 2),
  me('[click](javascript:alert(1)) [data](data:text/html,hi) javascript:alert(1)', 3),
  of({ ...wren, name: '\u202Etxet desrever\u202C Wren' }, 'Overridden: \u202Egnp.exe\u202C and zalgo: Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e\u0349\u035a\u032f\u031e\u0320\u034dA\u036b\u0357\u0334\u0362\u0335\u031c\u0330\u0354', 4),
  me('Half a pair: \ud83c and the other: \udf75', 5),
  of(ottilie, '🫖'.repeat(3), 6),
];

export const fromTheTeam = (rtl: boolean): MessageInput[] =>
  conversation(rtl).map((message) => ({ ...message, own: !message.own, author: message.own ? { id: 'v1', role: 'visitor', name: rtl ? 'أمينة' : 'Amina Yusuf' } : sam }));

const by = (name: string, id: string): Participant => ({ id, role: 'visitor', name });

export function rows(rtl: boolean): ConversationSummary[] {
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  const row = (id: string, visitor: Participant, text: string, minutes: number, more: Partial<ConversationSummary> = {}): ConversationSummary => ({
    id, visitor, visitorOnline: false, status: 'open', assignee: null, unread: 0, updatedAt: ago(minutes), lastMessage: { id: `${id}-last`, text, author: visitor, createdAt: ago(minutes) }, ...more,
  });
  return [
    row('c2', by('Priya Raman', 'v2'), 'Do the celadon cups stack?', 0.5, { visitorOnline: true, unread: 2, typing: { participant: by('Priya Raman', 'v2'), text: 'I would need eight of them by the' } }),
    row('local', by(rtl ? 'أمينة' : 'Amina Yusuf', 'v1'), rtl ? 'نعم من فضلك. وهل يمكن غسله في غسالة الصحون؟' : 'Yes please. Does it go into the dishwasher?', 4, { visitorOnline: true, assignee: sam }),
    row('c3', { id: 'guest_9f31c2', role: 'visitor' }, 'My parcel says “collected” since Tuesday', 26, { unread: 1, status: 'pending' }),
    row('c4', by('Jonas Weidenfeld', 'v4'), 'Thank you, the lid fits!', 95, { assignee: ottilie, lastMessage: { id: 'c4-last', text: 'Lovely. Enjoy the tea!', author: ottilie, createdAt: ago(95) } }),
    row('c5', by('שירה לוי', 'v5'), 'האם אפשר לאסוף מהסטודיו?', 60 * 26, { visitorOnline: true }),
    row('c6', by('Café Nord (wholesale)', 'v6'), 'Forty espresso cups, unglazed foot, by the end of January: would that be possible, and at what price?', 60 * 24 * 3, { status: 'resolved', assignee: ben }),
  ];
}

/** What a visitor said of themselves, before the chat and after it. */
export const told = {
  preChat: { name: 'Amina Yusuf', email: 'amina.yusuf@mail.example', order_number: 'KL 204 518', topic: 'A piece that arrived broken' },
  consent: '2026-01-05T10:01:00.000Z',
  rating: { value: 4, comment: 'Quick and kind. I would have liked to hear when the lid leaves the studio.' },
};

/** The conversations of one visitor, beside the one that is open. */
export function ownRows(rtl: boolean): ConversationSummary[] {
  const row = (id: string, text: string, author: Participant, date: Date, more: Partial<ConversationSummary> = {}): ConversationSummary => ({
    id, status: 'open', assignee: null, unread: 0, updatedAt: date, lastMessage: { id: `${id}-last`, text, author, createdAt: date }, ...more,
  });
  const own: Participant = { id: 'me', role: 'visitor' };
  return [
    row('o2', rtl ? 'وصل الطرد إلى جارك، الطابق الثاني.' : 'The parcel is with your neighbour on the second floor, who says hello and asks whether you could come by before six.', { ...ottilie, name: rtl ? 'ليلى' : 'Ottilie' }, at(-40), { unread: 2 }),
    row('o3', rtl ? 'شكرًا، الغطاء مناسب!' : 'Thank you, the lid fits!', own, at(12, 2), { status: 'resolved' }),
    row('o4', rtl ? 'الشاي يحتاج إلى ماء حرارته 75 درجة.' : 'For the spring sencha: 75 °C and two minutes.', mia, at(3, 40)),
  ];
}

/** Things that a page may put into the widget's slots. */
export function slotted(document: Document): HTMLElement[] {
  const make = (tag: string, slot: string, text: string): HTMLElement => Object.assign(document.createElement(tag), { slot, textContent: text });
  const before = make('div', 'before-composer', '');
  before.className = 'suggestions';
  for (const text of ['Where is my parcel?', 'Which tea for the morning?']) before.append(Object.assign(document.createElement('button'), { type: 'button', textContent: text }));
  return [make('p', 'empty', 'Ottilie, Ben and Wren read here from ten to six.'), before];
}

/** A few seconds that look like somebody speaking: a WAV file of hums, each as loud as it comes. */
export function voice(seconds = 7): Blob {
  const rate = 8000;
  const length = seconds * rate;
  const bytes = new Uint8Array(44 + length);
  const view = new DataView(bytes.buffer);
  const word = (at: number, text: string) => [...text].forEach((char, i) => view.setUint8(at + i, char.charCodeAt(0)));
  word(0, 'RIFF');
  view.setUint32(4, 36 + length, true);
  word(8, 'WAVEfmt ');
  for (const [at, value] of [[16, 16], [24, rate], [28, rate]] as const) view.setUint32(at, value, true);
  for (const [at, value] of [[20, 1], [22, 1], [32, 1], [34, 8]] as const) view.setUint16(at, value, true);
  word(36, 'data');
  view.setUint32(40, length, true);
  for (let i = 0; i < length; i++) {
    const t = i / rate;
    // Syllables, words and breaths.
    const loud = Math.abs(Math.sin(t * 9)) * (0.35 + 0.65 * Math.abs(Math.sin(t * 2.3 + 1))) * (Math.sin(t * 0.9 + 0.4) > -0.75 ? 1 : 0.08);
    bytes[44 + i] = 128 + Math.round(Math.sin(t * 2 * Math.PI * (140 + 30 * Math.sin(t * 3))) * loud * 110);
  }
  return new Blob([bytes], { type: 'audio/wav' });
}

export const dropped = 'A frame from the backend was dropped: it is not JSON.';

export const figures: Partial<ConnectionStats> = { connectTime: at(10).getTime(), messagesSent: 3, messagesReceived: 12, reconnectAttempts: 1, roundTripTime: 42, subscriptions: ['order-4711', 'tea-advice'] };

/** What goes over the wire in a minute of chat: direction, frame, seconds. */
export const frames = (rtl: boolean): readonly (readonly ['in' | 'out', unknown, number])[] => [
  ['out', { t: 'hello', v: 1, user: { id: 'v7', role: 'visitor', name: rtl ? 'ليلى' : 'Priya' }, token: 'eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl' }, 0.12],
  ['in', { t: 'welcome', v: 1, self: { id: 'v7', role: 'visitor' }, server: 'kiln' }, 0.161],
  ['out', { t: 'subscribe', conversation: 'order-4711', epoch: 'e1', cursor: 41 }, 0.162],
  ['in', { t: 'subscribed', conversation: 'order-4711', epoch: 'e1', head: 42, ack: 7 }, 0.204],
  ['out', { t: 'typing', conversation: 'order-4711', on: true }, 9.8],
  ['out', { t: 'send', id: 'c8f1', n: 8, conversation: 'order-4711', parts: [{ type: 'text', text: rtl ? 'هل الإبريق الأزرق ما زال متوفرًا؟' : 'Is the blue teapot still to be had?' }] }, 14.307],
  ['in', { t: 'ack', id: 'c8f1', seq: 43, at: '2026-01-05T10:10:14.331Z' }, 14.349],
  ['in', { t: 'message', conversation: 'order-4711', seq: 44, id: 'm44', by: { id: 'ottilie', role: 'agent', name: 'Ottilie' }, parts: [{ type: 'text', text: rtl ? 'نعم، بقي منه اثنان على الرف.' : 'Good morning! Two of them are left on the shelf.' }] }, 31.02],
  ['out', { t: 'ping' }, 44.161],
  ['in', { t: 'pong' }, 44.203],
];
