/** What a developer is told of an element that cannot do its work; visitors of a page that is in order do not pay for it. */
export const told = (tag: string, taken?: boolean): { message: string } => ({
  message: `<${tag}> ${
    taken ? 'is taken by another library: give these elements other names with defineAll({ prefix: "acme-" }).' : `has no connection: ${
      // One that is there in name alone is what people look for longest.
      document.querySelector('chat-connection:not(:defined)') ? 'the <chat-connection> of this page is not defined: import chat-elements/chat-connection as well.' : 'put it inside a <chat-connection>, or set for="id-of-the-connection".'
    }`
  }`, // prettier-ignore
});
