// The widget as it ships, fed by the page.
let widget;
const message = (text, i) => ({ id: `m${i}`, text, author: i % 2 ? { id: 'ada', role: 'agent', name: 'Ada' } : undefined, own: i % 2 === 0, createdAt: 1_700_000_000_000 + i * 1000 });
let count = 0;
export default {
  async mount() {
    await import('/dist/chat-widget.js');
    widget = document.createElement('chat-widget');
    widget.setAttribute('display', 'inline');
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('chat-widget{height:600px;width:420px}');
    document.adoptedStyleSheets = [sheet];
    document.body.append(widget);
  },
  history(texts) {
    widget.setMessages(texts.map((text) => message(text, count++)));
  },
  add(text) {
    widget.addMessage(message(text, count++));
  },
  startStream() {
    widget.addMessage({ ...message('', 1), id: 'stream', streaming: true, own: false });
  },
  chunk(text) {
    widget.appendText('stream', text);
  },
  input: () => deep(widget, 'textarea'),
  shows(text) {
    const list = deep(widget, 'message-list');
    return Boolean(list && list.shadowRoot.textContent.includes(text));
  },
};
function deep(node, selector) {
  const root = node.shadowRoot;
  if (!root) return null;
  const found = root.querySelector(selector);
  if (found) return found;
  for (const child of root.querySelectorAll('*')) {
    const inside = child.shadowRoot && deep(child, selector);
    if (inside) return inside;
  }
  return null;
}
