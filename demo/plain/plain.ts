/** Shows each page's own source, so that what is read here is what runs there. */
for (const pre of document.querySelectorAll<HTMLElement>('pre[data-from]')) {
  const code = pre.querySelector('code')!;
  const answer = await fetch(`/source${pre.dataset.from}`);
  code.textContent = answer.ok ? (await answer.text()).trim() : `Could not be loaded (${answer.status}).`;
  const copy = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Copy' });
  copy.addEventListener('click', () => {
    void navigator.clipboard.writeText(code.textContent).then(() => {
      copy.textContent = 'Copied';
      setTimeout(() => (copy.textContent = 'Copy'), 2000);
    });
  });
  pre.before(copy);
}
export {};
