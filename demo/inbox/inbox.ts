/** The team's page: who answers, a token for them, and the inbox itself, which needs nothing else. */
import '../../src/entries/index.js';

const team = document.querySelector('chat-connection')!;
const form = document.querySelector<HTMLFormElement>('#me')!;
const field = form.elements.namedItem('name') as HTMLInputElement;

/** The same person in every tab and after a reload, so that what was assigned to them stays theirs. */
const me = recall() ?? { id: `team_${crypto.getRandomValues(new Uint32Array(2)).join('')}`, name: 'Sam' };
keep();
field.value = me.name;

// Asked before every connect, so a token that has run out is simply replaced.
team.getToken = async () => {
  const answer = await fetch('/demo/token', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ role: 'agent', ...me }) });
  if (!answer.ok) throw new Error(`No token: the server answered ${answer.status}.`);
  return ((await answer.json()) as { token: string }).token;
};
introduce();
team.connect().catch(() => undefined); // The badge says what is wrong.

form.addEventListener('submit', (event) => {
  event.preventDefault();
  field.blur();
});
field.addEventListener('change', () => {
  const name = field.value.trim();
  field.value = name || me.name;
  if (!name || name === me.name) return;
  me.name = name;
  keep();
  introduce();
  team.disconnect();
  team.connect().catch(() => undefined);
});

function introduce(): void {
  team.userId = me.id;
  team.userName = me.name;
}

function recall(): { id: string; name: string } | undefined {
  try {
    return (JSON.parse(localStorage.getItem('kiln-and-leaf:me') ?? 'null') as { id: string; name: string } | null) ?? undefined;
  } catch {
    return undefined;
  }
}

function keep(): void {
  try {
    localStorage.setItem('kiln-and-leaf:me', JSON.stringify(me));
  } catch {
    // Private mode: then it is Sam again next time.
  }
}
