/** An answer whose words are there at once. Engines read a body beside the page, which takes real time, and a clock in the hands of a test does not wait for that. */
export function answer(body: string | null, init?: ResponseInit): Response {
  return Object.assign(new Response(body, init), { text: () => Promise.resolve(body ?? '') });
}
