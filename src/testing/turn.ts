const waiting: (() => void)[] = [];
let next: (() => void) | undefined;

const take = () => waiting.shift()!();

/** A page's message to itself: WebKit takes those of a channel through another process, which is ten times as long. */
function byPage(): () => void {
  // Another copy has another.
  const mark = `chat-elements: turn ${Math.random()}`;
  const hear = (event: MessageEvent) => {
    // Some documents without a browser do not say who sent it.
    if (event.data !== mark) return;
    event.stopImmediatePropagation();
    take();
  };
  window.addEventListener('message', hear, true);
  return () => window.postMessage(mark, '*');
}

function byChannel(): () => void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = take;
  return () => port2.postMessage(null);
}

/** The next task, which comes once every promise chain that can run has run. A message: browsers add four milliseconds to timers in timers, and a second in background tabs. */
export function turn(): Promise<void> {
  next ??= typeof window === 'undefined' ? byChannel() : byPage();
  const end = next;
  return new Promise((resolve) => {
    waiting.push(resolve);
    end();
  });
}
