/** What Mia of Kiln & Leaf, a small shop for ceramics and tea, knows by heart. */
interface Answer {
  /** Recognises the question. */
  when: RegExp;
  /** Ways to say it; writing anew takes the next. */
  say: [string, ...string[]];
  /** A person has to take over. */
  human?: true;
}

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
  { when: /^\W*(hi|hello|hey|good (morning|afternoon|evening)|moin|hallo)\b/i, say: ['Hello, and welcome to Kiln & Leaf! Ask me about opening hours, delivery, returns, our cups or our teas.', 'Hello! I am Mia, the automatic assistant of Kiln & Leaf. What can I do for you?'] },
];
const OTHERWISE: Answer = {
  when: /./,
  say: [
    'I am only the automatic assistant and not sure about that one. I know our opening hours, delivery, returns, how to care for a cup and how to brew a tea. Or say "a human, please", and a colleague will read this.',
    'That is beyond what I know by heart, sorry. Ask me about opening hours, delivery, returns or teas, or write "human" and a colleague takes over.',
  ],
};

export function answerTo(question: string, turn = 0): { text: string; human: boolean } {
  const { say, human } = ANSWERS.find(({ when }) => when.test(question)) ?? OTHERWISE;
  return { text: say[turn % say.length] ?? say[0], human: human === true };
}
