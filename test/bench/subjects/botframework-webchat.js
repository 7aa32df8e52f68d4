// Web Chat as its CDN has it: one file that sets window.WebChat. The backend is played here, as Direct Line would.
import 'webchat';
const observers = { activity: new Set(), status: new Set() };
const seen = [];
const observable = (set, begin) => ({
  subscribe(next) {
    const observer = typeof next === 'function' ? { next } : next;
    set.add(observer);
    begin?.(observer);
    return { unsubscribe: () => set.delete(observer) };
  },
  [Symbol.observable ?? '@@observable']() {
    return this;
  },
});
const say = (activity) => {
  seen.push(activity);
  for (const observer of observers.activity) observer.next(activity);
};
let count = 0;
const activity = (text, own) => ({ id: `a${count++}`, type: 'message', text, textFormat: 'plain', channelId: 'bench', conversation: { id: 'c' }, from: own ? { id: 'me', role: 'user' } : { id: 'ada', role: 'bot' }, timestamp: new Date(1_700_000_000_000 + count * 1000).toISOString() });
let box;
let answer = '';
let sequence = 0;
export default {
  before: 100,
  mount() {
    box = document.createElement('div');
    box.style.width = '420px';
    box.style.height = '600px';
    document.body.append(box);
    window.WebChat.renderWebChat(
      {
        directLine: {
          activity$: observable(observers.activity, (observer) => seen.forEach((one) => observer.next(one))),
          connectionStatus$: observable(observers.status, (observer) => [0, 1, 2].forEach((status) => observer.next(status))),
          postActivity: () => observable(new Set(), (observer) => observer.next(`p${count++}`)),
          getSessionId: () => observable(new Set()),
          end() {},
        },
        userID: 'me',
      },
      box,
    );
  },
  history(texts) {
    texts.forEach((text, i) => say(activity(text, i % 2 === 0)));
  },
  add(text) {
    say(activity(text, false));
  },
  // Its own way of streaming: each revision carries the whole text so far.
  startStream() {
    sequence = 1;
    answer = ' ';
    say({ ...activity(answer, false), id: 'stream-1', type: 'typing', channelData: { streamSequence: 1, streamType: 'streaming' } });
  },
  chunk(text) {
    answer += text;
    say({ ...activity(answer, false), id: `stream-${++sequence}`, type: 'typing', channelData: { streamId: 'stream-1', streamSequence: sequence, streamType: 'streaming' } });
  },
  input: () => box.querySelector('[data-id=webchat-sendbox-input], textarea, input[type=text]'),
  shows: (text) => box.textContent.includes(text),
};
