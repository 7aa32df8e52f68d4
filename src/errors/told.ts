/** What a developer is told of an element that cannot do its work; visitors of a page that is in order do not pay for it. */
export const told = (tag: string, taken?: boolean): { message: string } => ({
  message: `<${tag}> ${taken ? 'is taken by another library: give these elements other names with defineAll({ prefix: "acme-" }).' : 'has no connection: put it inside a <chat-connection>, or set for="id-of-the-connection".'}`,
});
