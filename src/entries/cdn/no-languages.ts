/**
 * In the one-file bundle instead of src/i18n/shipped.ts: thirteen languages would weigh as much as half of the rest. A page registers the one it wants (docs/languages.md).
 * And instead of components/chat-composer/emoji-languages.ts: the names of emoji weigh twice as much as all the rest.
 */
export const LANGUAGES = {};
