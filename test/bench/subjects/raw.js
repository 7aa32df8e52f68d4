// The physical limit for a chat list: plain DOM, nothing else. Six nodes a message, as the fastest peer has.
// `cv`: the same in blocks of 50 with content-visibility. The whole history stays in the document.
export function subject(cv) {
  let list, input, block, tail;
  const style = new CSSStyleSheet();
  style.replaceSync(`.list{height:520px;overflow-y:auto;font:15px/1.45 system-ui}.m{padding:4px 12px;display:flex;gap:8px}.b{background:#eef;border-radius:12px;padding:8px 12px;max-width:75%}
    .cv{content-visibility:auto;contain-intrinsic-size:auto 2600px}textarea{width:100%;box-sizing:border-box}`);
  const add = (text) => {
    if (cv && (!block || block.childElementCount >= 50)) {
      block = document.createElement('div');
      block.className = 'cv';
      list.append(block);
    }
    const m = document.createElement('div');
    const body = document.createElement('div');
    const time = document.createElement('time');
    m.className = 'm';
    body.className = 'b';
    body.textContent = text;
    time.textContent = '12:00';
    m.append(body, time);
    (cv ? block : list).append(m);
    tail = body.firstChild;
  };
  const end = () => (list.scrollTop = list.scrollHeight);
  return {
    mount() {
      document.adoptedStyleSheets = [style];
      list = document.createElement('div');
      list.className = 'list';
      input = document.createElement('textarea');
      document.body.append(list, input);
    },
    history(texts) {
      texts.forEach(add);
      end();
    },
    add(text) {
      add(text);
      end();
    },
    startStream() {
      add(' ');
    },
    chunk(text) {
      tail.data += text;
      end();
    },
    input: () => input,
    shows: (text) => list.textContent.includes(text),
  };
}
